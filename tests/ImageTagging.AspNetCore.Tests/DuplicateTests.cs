using System.Net;
using ImageTagging.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.AspNetCore.Tests;

/// <summary>Groups of near duplicates over HTTP.</summary>
public sealed class DuplicateTests
{
    [Fact]
    public async Task Groups_are_worked_out_once_for_all_pages_and_anew_after_a_write_and_after_a_minute()
    {
        var time = new PutForward();
        var index = new CountingIndex();
        for (var i = 0; i < 6; i++)
        {
            await index.WriteAsync([RecordWrite.Create(Record(i))], TestContext.Current.CancellationToken);
        }

        await using var server = await Server.StartAsync(
            new FakeImageSource(),
            new ScriptedTagger(),
            images: i => i.UseIndex(index),
            services: s => s.AddSingleton<TimeProvider>(time)
        );
        Assert.Equal(3, await GroupsAsync(server, "/api/duplicates?size=1"));
        var once = index.Reads;
        Assert.Equal(3, await GroupsAsync(server, "/api/duplicates?size=1&from=1"));
        Assert.Equal(3, await GroupsAsync(server, "/api/duplicates?size=1&from=2"));
        Assert.Equal(once, index.Reads);
        Assert.Equal(0, await GroupsAsync(server, "/api/duplicates?q=key:nowhere/*"));
        Assert.Equal(3, await GroupsAsync(server, "/api/duplicates"));

        var ids = string.Join(',', ((int[])[0, 1]).Select(i => $"\"{Images.ImageAddress.Of(Record(i).Name)}\""));
        await server.PostAsync("/api/duplicates/apart", $$"""{"ids":[{{ids}}]}""", HttpStatusCode.NoContent);
        Assert.Equal(2, await GroupsAsync(server, "/api/duplicates"));

        // Another process wrote.
        await index.WriteAsync(
            [RecordWrite.Create(Record(6)), RecordWrite.Create(Record(7))],
            TestContext.Current.CancellationToken
        );
        Assert.Equal(2, await GroupsAsync(server, "/api/duplicates"));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(3, await GroupsAsync(server, "/api/duplicates"));
    }

    private static async Task<int> GroupsAsync(Server server, string address) =>
        (await server.GetAsync(address)).GetProperty("total").GetInt32();

    // Every two are copies.
    private static ImageRecord Record(int number) =>
        new()
        {
            Source = "fake://pictures",
            Key = $"{number}.jpg",
            Location = $"fake://pictures/{number}.jpg",
            Size = 100 + number,
            ModifiedAt = DateTimeOffset.UnixEpoch.AddDays(number),
            ListedAt = DateTimeOffset.UnixEpoch,
            Contents = [ContentId.FromSha256([.. Enumerable.Repeat((byte)(number / 2), 32)])],
        };

    private sealed class PutForward : TimeProvider
    {
        private long _passed;

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _passed);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _passed, (long)(by.TotalSeconds * TimestampFrequency));
    }

    private sealed class CountingIndex() : DelegatingTagIndex(new InMemoryTagIndex())
    {
        private int _reads;

        public int Reads => _reads;

        public override IAsyncEnumerable<ImageRecord> ReadAllAsync(
            TagQuery? filter = null,
            ImageName? after = null,
            CancellationToken cancellationToken = default
        )
        {
            Interlocked.Increment(ref _reads);
            return base.ReadAllAsync(filter, after, cancellationToken);
        }
    }
}

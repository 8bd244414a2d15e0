using ImageTagging.Planning;
using ImageTagging.Retry;
using ImageTagging.Tests.Querying;
using ImageTagging.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.Tests.Planning;

public sealed class ListingJoinTests
{
    private readonly FastTime _time = new();

    /// <summary>The merge against two sets, for random keys, parts and endings.</summary>
    [Fact]
    public async Task Each_key_of_the_scope_comes_once_and_in_order_with_what_either_side_has_of_it()
    {
        for (var seed = 0; seed < TestSupport.Trials.Count(500); seed++)
        {
            var random = new Random(seed);
            var store = new PictureStore(_time);
            var index = new InMemoryTagIndex();
            var all = Enumerable
                .Range(0, random.Next(40))
                .Select(i => $"{"abé😀"[random.Next(2)]}{random.Next(20)}.{(random.Next(4) == 0 ? "png" : "jpg")}")
                .Distinct()
                .ToArray();
            var listed = all.Where(_ => random.Next(3) > 0).ToHashSet(StringComparer.Ordinal);
            var stored = all.Where(_ => random.Next(3) > 0).ToHashSet(StringComparer.Ordinal);
            foreach (var key in listed)
            {
                store.Put(key, key);
            }

            foreach (var key in stored)
            {
                var record = new RandomRecords(seed).Next(key) with { Source = store.Name, Companions = [] };
                await index.WriteAsync([RecordWrite.Create(record)]);
            }

            var scope = random.Next(3) switch
            {
                0 => ImageScope.All,
                1 => new ImageScope { Range = KeyRange.WithPrefix("a") },
                _ => new ImageScope { Suffixes = [".png"] },
            };
            var expected = listed
                .Union(stored)
                .Where(scope.Contains)
                .Order(KeyOrder.Instance)
                .Select(k => (k, listed.Contains(k), stored.Contains(k)));

            var joined = await JoinAsync(store, index, scope);

            Assert.True(
                expected.SequenceEqual(joined.Select(j => (KeyOf(j), j.Entry is not null, j.Stored is not null))),
                $"seed {seed}: {string.Join(' ', joined.Select(KeyOf))}"
            );
        }
    }

    [Fact]
    public async Task What_the_listing_tells_beside_comes_along_and_an_empty_part_asks_nobody()
    {
        var store = new PictureStore(_time);
        store.Put("a.jpg", "cat");
        store.Unlisted.Add("b/");
        store.Exclusions.Add(new(ExclusionKind.Hidden, 3));
        var joined = await JoinAsync(store, new InMemoryTagIndex(), ImageScope.All);
        Assert.Equal(
            [typeof(ListingGap), typeof(ListingExclusion), typeof(ImageListing)],
            joined.Select(j => j.Entry!.GetType())
        );

        store.OnList = _ => throw new InvalidOperationException("It was asked.");
        Assert.Empty(await JoinAsync(store, new InMemoryTagIndex(), new() { Range = new("b", "a") }));
    }

    private async Task<List<JoinedEntry>> JoinAsync(PictureStore store, ITagIndex index, ImageScope scope)
    {
        var retry = RetryPolicy.OfOutages(_time, TimeSpan.FromMinutes(1), NullLogger.Instance);
        var join = new ListingJoin(store, index, retry, new(_time));
        return await join.JoinAsync(scope, CancellationToken.None).ToListAsync();
    }

    private static string KeyOf(JoinedEntry joined) => (joined.Entry as ImageListing)?.Key ?? joined.Stored!.Key;
}

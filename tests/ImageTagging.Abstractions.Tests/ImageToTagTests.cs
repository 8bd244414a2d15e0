using System.Runtime.CompilerServices;
using System.Security.Cryptography;

// MD5 names contents as ETags do; nothing is secured by it.
#pragma warning disable CA5351

namespace ImageTagging.Abstractions.Tests;

public sealed class ImageToTagTests
{
    private static readonly byte[] s_bytes = RandomNumberGenerator.GetBytes(10_000);

    [Fact]
    public async Task Bytes_are_read_once_whoever_asks_and_hashed()
    {
        var source = new MemorySource(s_bytes);
        using var image = new ImageToTag(source, source.Listing);
        Assert.False(image.HasBytes);
        Assert.Empty(image.Contents);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await image.GetBytesAsync())));
        Assert.All(all, b => Assert.True(b.Span.SequenceEqual(s_bytes)));
        Assert.Equal(1, source.Opened);
        Assert.Equal([ContentId.FromSha256(SHA256.HashData(s_bytes)), ContentId.FromMd5(MD5.HashData(s_bytes))], image.Contents);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_picture_that_is_no_longer_as_listed_is_gone_for_this_run(int difference)
    {
        var source = new MemorySource(s_bytes);
        using var image = new ImageToTag(source, source.Listing with { Size = s_bytes.Length + difference });
        for (var i = 0; i < 2; i++)
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await image.GetBytesAsync());
            Assert.Equal((FailureKind.Gone, "ChangedWhileReading"), (fault.Kind, fault.Code));
        }

        Assert.Equal(1, source.Opened);
    }

    [Fact]
    public async Task A_picture_that_is_too_long_is_refused_unopened()
    {
        var source = new MemorySource(s_bytes);
        using var image = new ImageToTag(source, source.Listing, maxBytes: 9_999);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await image.GetBytesAsync());
        Assert.Equal((FailureKind.Refused, "TooManyBytes", image.Name), (fault.Kind, fault.Code, fault.Image!.Value));
        Assert.Equal(0, source.Opened);
    }

    [Fact]
    public async Task A_fault_that_may_pass_is_tried_again()
    {
        var source = new MemorySource(s_bytes) { FailOnce = true };
        using var image = new ImageToTag(source, source.Listing);
        var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await image.GetBytesAsync());
        Assert.True(fault.IsWorthRetry);
        Assert.Equal(s_bytes.Length, (await image.GetBytesAsync()).Length);
    }

    private sealed class MemorySource(byte[] bytes) : IImageSource
    {
        private int _opened;

        public bool FailOnce { get; set; }

        public int Opened => _opened;

        public string Name => "memory";

        public ImageListing Listing =>
            new()
            {
                Key = "k",
                Location = "memory:k",
                Size = bytes.Length,
                ModifiedAt = default,
            };

        public async IAsyncEnumerable<SourceEntry> ListAsync(
            KeyRange range,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            await ValueTask.CompletedTask;
            yield return Listing;
        }

        public ValueTask<Stream> OpenReadAsync(ImageListing image, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _opened);
            return new(FailOnce ? new FailingStream(this) : new MemoryStream(bytes));
        }

        private sealed class FailingStream(MemorySource source) : MemoryStream
        {
            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                source.FailOnce = false;
                throw new IOException("The cable was pulled.");
            }
        }
    }
}

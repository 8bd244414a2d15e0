using ImageTagging.Testing;

namespace ImageTagging.Rekognition.Tests;

public sealed class LimitTests : IAsyncDisposable
{
    private const string Arn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000";
    private const int Mega = 1 << 20;

    private readonly RekognitionDouble _server = RekognitionDouble.StartAsync().GetAwaiter().GetResult();
    private readonly RekognitionClient _client;
    private readonly FakeImageSource _folder = new("/home/pictures");
    private readonly FakeImageSource _bucket = new("s3://pictures");

    public LimitTests()
    {
        _client = Doubles.ClientOf(_server);
        _server.ReadObject = async (_, key, _, token) =>
        {
            if (await _bucket.FindAsync(key, token) is not { } listing)
            {
                return null;
            }

            var bytes = new byte[listing.Size];
            await using var stream = await _bucket.OpenReadAsync(listing, token);
            await stream.ReadExactlyAsync(bytes, token);
            return bytes;
        };
    }

    [Theory]
    [InlineData(false, 5 * Mega, true)]
    [InlineData(false, (5 * Mega) + 1, false)]
    [InlineData(true, 4 * Mega, true)]
    [InlineData(true, (4 * Mega) + 1, false)]
    public async Task The_limit_of_bytes_holds_at_the_byte(bool custom, int length, bool passes)
    {
        ITagger tagger = custom
            ? new RekognitionCustomLabelsTagger(_client, new() { ProjectVersionArn = Arn })
            : new RekognitionLabelTagger(_client);
        var image = Doubles.ImageOf(_folder, "a.png", Pictures.Png(300, 200, length));

        if (passes)
        {
            var result = await tagger.TagAsync(image);
            Assert.Equal((300, 200), (result.Width, result.Height));
            Assert.Equal(length, Assert.Single(_server.Calls).ByteCount);
        }
        else
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await tagger.TagAsync(image));
            Assert.Equal((FailureKind.Refused, "ImageTooLargeException"), (fault.Kind, fault.Code));
            Assert.Contains("ImageTagging.Imaging", fault.Message, StringComparison.Ordinal);
            Assert.Equal(0, _folder.Reads);
            Assert.Equal(0, _server.CallCount);
        }
    }

    [Theory]
    [InlineData(15 * Mega, true)]
    [InlineData((15 * Mega) + 1, false)]
    public async Task The_limit_of_an_object_holds_at_the_byte(int length, bool passes)
    {
        var tagger = new RekognitionLabelTagger(_client);
        var image = Doubles.ImageOf(_bucket, "a.png", Pictures.Png(300, 200, length));

        if (passes)
        {
            await tagger.TagAsync(image);
            Assert.Equal("a.png", Assert.Single(_server.Calls).Key);
        }
        else
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await tagger.TagAsync(image));
            Assert.Equal((FailureKind.Refused, "ImageTooLargeException"), (fault.Kind, fault.Code));
            Assert.Equal(0, _server.CallCount);
        }
    }

    [Fact]
    public async Task An_object_beyond_the_limit_goes_resized_as_bytes_where_a_codec_is_there()
    {
        var codec = new ShrinkingCodec();
        var tagger = new RekognitionLabelTagger(_client, codec: codec);

        var result = await tagger.TagAsync(Doubles.ImageOf(_bucket, "a.png", Pictures.Png(300, 200, (15 * Mega) + 1)));

        Assert.Equal(ShrinkingCodec.Length, Assert.Single(_server.Calls).ByteCount);
        Assert.Equal((300, 200, true), (result.Width, result.Height, result.IsListedContent));
        Assert.Equal(5 * Mega, codec.Asked!.MaxBytes);
    }

    [Theory]
    [InlineData("photo.webp")]
    [InlineData("a.HEIC")]
    public async Task Another_type_is_converted_without_asking_the_service_first(string key)
    {
        var tagger = new RekognitionLabelTagger(_client, codec: new ShrinkingCodec());

        await tagger.TagAsync(Doubles.ImageOf(_bucket, key, [.. "RIFF....WEBPVP8 "u8]));

        Assert.Equal(ShrinkingCodec.Length, Assert.Single(_server.Calls).ByteCount);
    }

    [Fact]
    public async Task Another_type_under_a_jpegs_name_is_converted_after_a_free_refusal()
    {
        var tagger = new RekognitionLabelTagger(_client, codec: new ShrinkingCodec());

        await tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg", [.. "RIFF....WEBPVP8 "u8]));

        Assert.Equal([RekognitionOutcome.Refused, RekognitionOutcome.Served], _server.Calls.Select(c => c.Outcome));
    }

    [Fact]
    public async Task Another_type_without_a_codec_names_the_package()
    {
        foreach (var source in (FakeImageSource[])[_bucket, _folder])
        {
            var fault = await Assert.ThrowsAnyAsync<ImageTaggingException>(async () =>
                await new RekognitionLabelTagger(_client).TagAsync(Doubles.ImageOf(source, "a.webp", [.. "RIFF....WEBPVP8 "u8]))
            );
            Assert.Equal((FailureKind.Refused, "InvalidImageFormatException"), (fault.Kind, fault.Code));
            Assert.Contains("ImageTagging.Imaging", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, 80, 80, null)]
    [InlineData(false, 79, 200, "ImageTooSmall")]
    [InlineData(true, 64, 200, null)]
    [InlineData(true, 200, 63, "ImageTooSmall")]
    [InlineData(false, 10_000, 100, null)]
    [InlineData(false, 100, 10_001, "ImageTooLargeException")]
    public async Task The_limits_of_sides_hold_at_the_pixel(bool custom, int width, int height, string? code)
    {
        ITagger tagger = custom
            ? new RekognitionCustomLabelsTagger(_client, new() { ProjectVersionArn = Arn })
            : new RekognitionLabelTagger(_client);
        var image = Doubles.ImageOf(_folder, "a.png", Pictures.Png(width, height));

        if (code is null)
        {
            await tagger.TagAsync(image);
        }
        else
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () => await tagger.TagAsync(image));
            Assert.Equal((FailureKind.Refused, code), (fault.Kind, fault.Code));
            Assert.Equal(0, _server.CallCount);
        }
    }

    [Fact]
    public async Task An_empty_picture_is_refused_before_any_call()
    {
        foreach (var source in (FakeImageSource[])[_bucket, _folder])
        {
            var fault = await Assert.ThrowsAsync<ImageTaggingException>(async () =>
                await new RekognitionLabelTagger(_client).TagAsync(Doubles.ImageOf(source, "a.jpg", []))
            );
            Assert.Equal((FailureKind.Refused, "EmptyImage"), (fault.Kind, fault.Code));
        }

        Assert.Equal(0, _server.CallCount);
    }

    [Fact]
    public void What_goes_as_bytes_is_told_beforehand()
    {
        var byReference = new RekognitionLabelTagger(_client);
        var withCodec = new RekognitionLabelTagger(_client, codec: new ShrinkingCodec());
        var byBytes = new RekognitionLabelTagger(_client, new() { Transfer = ImageTransfer.Bytes });
        var picture = Doubles.ImageOf(_bucket, "a.jpg");

        Assert.Equal(
            (false, false, true),
            (byReference.ReadsBytes(picture), withCodec.ReadsBytes(picture), byBytes.ReadsBytes(picture))
        );
        Assert.True(byReference.ReadsBytes(Doubles.ImageOf(_folder, "a.jpg")));
        Assert.True(withCodec.ReadsBytes(Doubles.ImageOf(_bucket, "a.webp")));
        Assert.True(withCodec.ReadsBytes(Doubles.ImageOf(_bucket, "b.png", Pictures.Png(300, 200, (15 * Mega) + 1))));
    }

    [Fact]
    public async Task Transfer_as_bytes_reads_the_object_itself()
    {
        var tagger = new RekognitionLabelTagger(_client, new() { Transfer = ImageTransfer.Bytes });

        await tagger.TagAsync(Doubles.ImageOf(_bucket, "a.png"));

        Assert.NotNull(Assert.Single(_server.Calls).ByteCount);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Whatever comes in, a small PNG goes out.</summary>
    private sealed class ShrinkingCodec : IImageCodec
    {
        public const int Length = 1000;

        public EncodeRequest? Asked { get; private set; }

        public ImageFacts Probe(ReadOnlyMemory<byte> content) => new("image/webp", 640, 480);

        public ValueTask<EncodedImage> EncodeAsync(
            ReadOnlyMemory<byte> content,
            EncodeRequest request,
            CancellationToken cancellationToken = default
        )
        {
            Asked = request;
            return new(new EncodedImage(Pictures.Png(640, 480, Length), new("image/png", 640, 480)));
        }
    }
}

using ImageTagging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace ImageTagging.Rekognition.Tests;

/// <summary>What may happen to an object between its listing and the call.</summary>
public sealed class ReferenceTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly RekognitionDouble _server = RekognitionDouble.StartAsync("eu-west-1").GetAwaiter().GetResult();
    private readonly RekognitionClient _client;
    private readonly FakeImageSource _bucket;
    private readonly RekognitionLabelTagger _tagger;

    public ReferenceTests()
    {
        _bucket = new("s3://pictures", _time);
        _client = Doubles.ClientOf(_server);
        _tagger = new(_client, timeProvider: _time);
    }

    [Fact]
    public async Task A_fresh_answer_is_for_what_was_listed()
    {
        var image = Doubles.ImageOf(_bucket, "a.jpg");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.True((await _tagger.TagAsync(image)).IsListedContent);
        Assert.Equal(0, _bucket.LookUps);
    }

    [Fact]
    public async Task A_store_of_ones_own_is_never_pointed_at_unless_told_so()
    {
        _bucket.IsReadableByReference = false;
        var image = Doubles.ImageOf(_bucket, "a.jpg", Pictures.Png(300, 200));

        Assert.True(_tagger.ReadsBytes(image));
        await _tagger.TagAsync(image);
        Assert.Null(Assert.Single(_server.Calls).Key);
        Assert.Equal(1, _bucket.Reads);

        var told = new RekognitionLabelTagger(_client, new() { Transfer = ImageTransfer.Reference }, timeProvider: _time);
        Assert.False(told.ReadsBytes(image));
        await told.TagAsync(image);
        Assert.Equal("a.jpg", _server.Calls[^1].Key);
    }

    [Theory]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint/pictures", ImageTransfer.Automatic)]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint/pictures", ImageTransfer.Reference)]
    [InlineData("arn:aws:s3:eu-west-1:123456789012:accesspoint:pictures", ImageTransfer.Reference)]
    [InlineData("no bucket", ImageTransfer.Reference)]
    public async Task A_bucket_that_the_service_takes_no_name_of_is_read_and_sent(string bucket, ImageTransfer transfer)
    {
        var source = new FakeImageSource("s3://" + bucket, _time) { Region = "eu-west-1" };
        var image = Doubles.ImageOf(source, "2024/a.jpg", Pictures.Png(300, 200));
        var tagger = new RekognitionLabelTagger(_client, new() { Transfer = transfer }, timeProvider: _time);

        Assert.True(tagger.ReadsBytes(image));
        await tagger.TagAsync(image);

        Assert.Null(Assert.Single(_server.Calls).Key);
        Assert.Equal(1, source.Reads);
    }

    [Fact]
    public async Task An_object_that_was_archived_needs_to_be_restored_and_nobody_is_asked_for_a_permission()
    {
        _server.ReadObject = (_, _, _, _) => new((byte[]?)null);
        var image = Doubles.ImageOf(_bucket, "a.jpg");
        _bucket.Archive("a.jpg");

        var fault = await Assert.ThrowsAsync<RekognitionException>(async () => await _tagger.TagAsync(image));

        Assert.Equal((FailureKind.NeedsRestore, "Archived"), (fault.Kind, fault.Code));
        Assert.DoesNotContain("Allow", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_answer_is_checked_by_one_look_up()
    {
        var image = Doubles.ImageOf(_bucket, "a.jpg");
        _time.Advance(TimeSpan.FromSeconds(10.001));
        Assert.True((await _tagger.TagAsync(image)).IsListedContent);
        Assert.Equal(1, _bucket.LookUps);

        _bucket.Put("a.jpg", Pictures.Png(500, 500));
        var replaced = await _tagger.TagAsync(image);
        Assert.False(replaced.IsListedContent);
        Assert.NotEmpty(replaced.Labels);

        _bucket.Remove("a.jpg");
        Assert.False((await _tagger.TagAsync(image)).IsListedContent);

        _bucket.ReadFault = _ => new ImageTaggingException("down") { Kind = FailureKind.Transient };
        Assert.False((await _tagger.TagAsync(image)).IsListedContent);
    }

    [Fact]
    public async Task A_version_that_is_asked_for_needs_no_look_up()
    {
        var image = Doubles.ImageOf(_bucket, "a.jpg", versionId: "v7");
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True((await _tagger.TagAsync(image)).IsListedContent);
        Assert.Equal(0, _bucket.LookUps);
        Assert.Equal("v7", Assert.Single(_server.Calls).VersionId);
    }

    [Fact]
    public async Task An_object_that_was_deleted_is_gone_and_one_that_was_replaced_is_left_to_the_next_run()
    {
        _server.ReadObject = (_, _, _, _) => new((byte[]?)null);
        var image = Doubles.ImageOf(_bucket, "a.jpg");

        _bucket.Put("a.jpg", Pictures.Png(500, 500));
        Assert.Equal((FailureKind.Gone, "ObjectReplaced"), await FaultAsync(image));

        _bucket.Remove("a.jpg");
        Assert.Equal((FailureKind.Gone, "ObjectGone"), await FaultAsync(image));
    }

    [Fact]
    public async Task An_object_that_may_not_be_read_is_refused_with_the_policy_line()
    {
        _server.ReadObject = (_, key, _, _) => new(key == "secret.jpg" ? null : Pictures.Png(300, 200));
        await _tagger.TagAsync(Doubles.ImageOf(_bucket, "open.jpg"));

        var fault = await Assert.ThrowsAsync<RekognitionException>(async () =>
            await _tagger.TagAsync(Doubles.ImageOf(_bucket, "secret.jpg"))
        );

        Assert.Equal((FailureKind.Refused, "InvalidS3ObjectException", 400), (fault.Kind, fault.Code, fault.StatusCode));
        Assert.Contains(
            """{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::pictures/*"}""",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(new ImageName("s3://pictures", "secret.jpg"), fault.Image);
        Assert.Equal("rekognition", fault.Tagger);
        Assert.StartsWith("double-", fault.RequestId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_object_of_the_bucket_can_be_read_the_set_up_is_at_fault()
    {
        _server.ReadObject = (_, _, _, _) => new((byte[]?)null);
        var kinds = new List<FailureKind>();
        for (var i = 0; i < 50; i++)
        {
            kinds.Add((await FaultAsync(Doubles.ImageOf(_bucket, $"{i}.jpg"))).Kind);
        }

        Assert.All(kinds[..49], k => Assert.Equal(FailureKind.Refused, k));
        Assert.Equal(FailureKind.SetUp, kinds[49]);
    }

    [Fact]
    public async Task A_bucket_of_another_region_is_named_with_its_region()
    {
        _server.BucketRegions["pictures"] = "us-west-2";
        _bucket.Region = "us-west-2";

        var fault = await Assert.ThrowsAsync<RekognitionException>(async () =>
            await _tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"))
        );

        Assert.Equal(FailureKind.SetUp, fault.Kind);
        Assert.Contains("is in us-west-2, and Rekognition was called in eu-west-1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("RekognitionClientOptions.Region to us-west-2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_client_names_the_picture_and_the_tagger_and_cancellation_stays_cancellation()
    {
        _server.FailNext(RekognitionFault.Throttle() with { RetryAfter = 3 });
        var fault = await Assert.ThrowsAsync<RekognitionException>(async () =>
            await _tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"))
        );
        Assert.Equal(
            (FailureKind.Throttled, "rekognition", "a.jpg", TimeSpan.FromSeconds(3)),
            (fault.Kind, fault.Tagger, fault.Image?.Key, fault.RetryAfter)
        );

        using var stop = new CancellationTokenSource();
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _tagger.TagAsync(Doubles.ImageOf(_bucket, "a.jpg"), stop.Token)
        );
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(FailureKind Kind, string Code)> FaultAsync(ImageToTag image)
    {
        var fault = await Assert.ThrowsAsync<RekognitionException>(async () => await _tagger.TagAsync(image));
        return (fault.Kind, fault.Code);
    }
}

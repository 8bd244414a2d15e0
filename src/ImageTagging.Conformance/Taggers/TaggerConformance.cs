using System.Text.RegularExpressions;

namespace ImageTagging.Conformance;

/// <summary>The rules that a pipeline counts on in every tagger.</summary>
/// <typeparam name="TProvider">Makes the tagger.</typeparam>
/// <param name="provider">Made by xunit.</param>
public abstract partial class TaggerConformance<TProvider>(TProvider provider) : TaggerSuite<TProvider>(provider)
    where TProvider : TaggerProvider
{
    [Fact]
    public async Task What_it_says_of_itself_is_valid_and_stays()
    {
        var tagger = await CreateAsync();
        var info = tagger.Info;
        Assert.Matches(Name(), info.Name);
        Assert.NotEmpty(info.Fingerprint.Settings);
        Assert.DoesNotContain('/', info.Fingerprint.Settings);
        Assert.InRange(info.Fingerprint.MinConfidence, 0, 100);
        Assert.True(info.Fingerprint.MaxLabels >= 0);
        Assert.Equal(info.Fingerprint, TaggerFingerprint.Parse(info.Fingerprint.ToString()));
        Assert.InRange(info.MaxConcurrency, 1, 1_024);
        Assert.True(info.PricePerCall >= 0);
        Assert.True(info.PricePerCall == 0 || info.IsMetered, "A tagger with a price is metered.");
        Assert.True(info.CallsPerSecond is null or > 0);
        using var image = Picture(await Provider.ReadPictureAsync());
        await tagger.TagAsync(image, Cancel);
        Assert.Equal((info.Name, info.Fingerprint), (tagger.Info.Name, tagger.Info.Fingerprint));
    }

    [Fact]
    public async Task Another_tagger_of_the_same_settings_has_the_same_fingerprint()
    {
        var (one, two) = (await CreateAsync(), await CreateAsync());
        Assert.Equal((one.Info.Name, one.Info.Fingerprint), (two.Info.Name, two.Info.Fingerprint));
    }

    [Fact]
    public async Task It_answers_with_labels_within_what_it_was_asked_for()
    {
        var tagger = await CreateAsync();
        using var image = Picture(await Provider.ReadPictureAsync());
        var answer = await tagger.TagAsync(image, Cancel);
        var asked = tagger.Info.Fingerprint;
        Assert.NotEmpty(answer.Labels);
        Assert.True(asked.MaxLabels == 0 || answer.Labels.Count <= asked.MaxLabels);
        Assert.Equal(answer.Labels.Count, answer.Labels.Select(l => l.Name).Distinct(StringComparer.Ordinal).Count());
        foreach (var label in answer.Labels)
        {
            Assert.False(string.IsNullOrWhiteSpace(label.Name));
            Assert.InRange(label.Confidence, asked.MinConfidence, 100);
            Assert.All(
                label.Parents.Concat(label.Aliases).Concat(label.Categories),
                n => Assert.False(string.IsNullOrWhiteSpace(n))
            );
            Assert.All(label.Boxes, AssertInPicture);
        }

        Assert.True(answer.Width is null or > 0);
        Assert.True(answer.Height is null or > 0);
    }

    [Fact]
    public async Task The_same_picture_gets_the_same_answer()
    {
        var tagger = await CreateAsync();
        var bytes = await Provider.ReadPictureAsync();
        using var one = Picture(bytes);
        using var two = Picture(bytes);
        Assert.Equal(Say(await tagger.TagAsync(one, Cancel)), Say(await tagger.TagAsync(two, Cancel)));
    }

    [Fact]
    public async Task Its_own_answer_serves_again_and_selects_to_itself()
    {
        var tagger = await CreateAsync();
        using var image = Picture(await Provider.ReadPictureAsync());
        var labels = (await tagger.TagAsync(image, Cancel)).Labels;
        var info = tagger.Info;
        Assert.True(info.Answers(info.Fingerprint, cut: false));
        Assert.True(info.Answers(info.Fingerprint, cut: true));
        Assert.Equal(labels.Select(l => l.Name).Order(), info.Select(labels).Select(l => l.Name).Order());
        var other = info.Fingerprint with { Settings = info.Fingerprint.Settings + "0" };
        Assert.False(info.Answers(other, cut: false));
        Assert.True(info.Answers(info.Fingerprint with { MinConfidence = -1 }, cut: false));
    }

    [Fact]
    public async Task A_bad_picture_is_refused_with_a_sentence_and_the_next_good_one_is_tagged()
    {
        var tagger = await CreateAsync();
        foreach (var (name, bytes) in await Provider.ReadBadPicturesAsync())
        {
            using var bad = Picture(bytes);
            var fault = await Record.ExceptionAsync(async () => await tagger.TagAsync(bad, Cancel));
            var told = Assert.IsAssignableFrom<ImageTaggingException>(fault);
            Assert.True(told.Kind == FailureKind.Refused, $"{name}: {told.Kind} {told.Code} {told.Message}");
            Assert.NotEmpty(told.Code);
            Assert.NotEmpty(told.Message);
            Assert.False(told.IsWorthRetry);
        }

        using var good = Picture(await Provider.ReadPictureAsync());
        Assert.NotEmpty((await tagger.TagAsync(good, Cancel)).Labels);
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_the_next_one_answers()
    {
        var tagger = await CreateAsync();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        using var image = Picture(await Provider.ReadPictureAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await tagger.TagAsync(image, cancel.Token));
        Assert.NotEmpty((await tagger.TagAsync(image, Cancel)).Labels);
    }

    [Fact]
    public async Task Calls_at_once_answer_as_one_alone()
    {
        var tagger = await CreateAsync();
        var bytes = await Provider.ReadPictureAsync();
        using var alone = Picture(bytes);
        var expected = Say(await tagger.TagAsync(alone, Cancel));
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, Math.Min(8, tagger.Info.MaxConcurrency))
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            using var image = Picture(bytes);
                            return Say(await tagger.TagAsync(image, Cancel));
                        },
                        Cancel
                    )
                )
        );
        Assert.All(answers, a => Assert.Equal(expected, a));
    }

    private static ImageToTag Picture(byte[] bytes)
    {
        var source = new OneImageSource(bytes);
        return new(source, source.Listing);
    }

    private static string Say(TaggerResult result) =>
        string.Join(", ", result.Labels.Select(l => FormattableString.Invariant($"{l.Name} {l.Confidence:0.####}")));

    private static void AssertInPicture(BoundingBox box)
    {
        const double Rounding = 1e-6;
        Assert.InRange(box.Left, -Rounding, 1);
        Assert.InRange(box.Top, -Rounding, 1);
        Assert.InRange(box.Width, 0, 1 + Rounding);
        Assert.InRange(box.Height, 0, 1 + Rounding);
        Assert.InRange(box.Left + box.Width, 0, 1 + Rounding);
        Assert.InRange(box.Top + box.Height, 0, 1 + Rounding);
        Assert.True(box.Confidence is null or (>= 0 and <= 100));
    }

    [GeneratedRegex("^[a-z0-9.-]{1,64}$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Name();
}

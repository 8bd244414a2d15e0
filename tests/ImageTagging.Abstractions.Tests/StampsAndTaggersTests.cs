using ImageTagging.TestSupport;

namespace ImageTagging.Abstractions.Tests;

public sealed class StampsAndTaggersTests
{
    [Fact]
    public void A_stamp_reads_back_from_its_text()
    {
        for (var seed = 0; seed < Trials.Count(10_000); seed++)
        {
            var random = new Random(seed);
            var record = Record(
                Enumerable
                    .Range(0, random.Next(4))
                    .Select(i => new TaggerState
                    {
                        Name = "t" + i,
                        Fingerprint = random.Next(3) == 0 ? null : new("ab", random.NextDouble() * 100, random.Next(3)),
                        ModelVersion = random.Next(2) == 0 ? null : "v" + RandomText.Next(random, 3),
                        Labels =
                        [
                            .. Enumerable.Range(0, random.Next(3)).Select(_ => new ImageLabel { Name = "x", Confidence = 1 }),
                        ],
                        Failure =
                            random.Next(3) == 0
                                ? new()
                                {
                                    Kind = FailureKind.Refused,
                                    Code = "c",
                                    Message = "m",
                                    Attempts = 1,
                                    At = default,
                                }
                                : null,
                    }),
                random.Next(2) == 0 ? null : "vocabulary"
            );
            var (stamp, read) = (record.Stamp, RecordStamp.Parse(record.Stamp.Text));
            Assert.True(stamp.Equals(read) && stamp.GetHashCode() == read.GetHashCode(), $"seed {seed}");
            Assert.True(stamp.Vocabulary == read.Vocabulary, $"seed {seed}");
            Assert.True(
                stamp
                    .Taggers.Select(t => (t.Name, t.Fingerprint, t.IsCut, t.HasFailure))
                    .SequenceEqual(read.Taggers.Select(t => (t.Name, t.Fingerprint, t.IsCut, t.HasFailure))),
                $"seed {seed}"
            );
        }

        Assert.Throws<FormatException>(() => RecordStamp.Parse("v\u001Ebroken"));
    }

    [Fact]
    public void A_records_status_follows_from_its_taggers()
    {
        TaggerFailure failure = new()
        {
            Kind = FailureKind.Transient,
            Code = "c",
            Message = "m",
            Attempts = 1,
            At = default,
            DueAt = DateTimeOffset.UnixEpoch,
        };
        TaggerState answered = new()
        {
            Name = "a",
            Fingerprint = new("a", 0, 0),
            TaggedAt = DateTimeOffset.UnixEpoch,
        };
        Assert.Equal(ImageStatus.Pending, Record([], null).Status);
        Assert.Equal(ImageStatus.Tagged, Record([answered], null).Status);
        Assert.Equal(ImageStatus.Stale, Record([answered with { Failure = failure }], null).Status);
        var failed = Record([answered, new() { Name = "b", Failure = failure }], null);
        Assert.Equal((ImageStatus.Failed, DateTimeOffset.UnixEpoch), (failed.Status, failed.DueAt!.Value));
        Assert.Equal(ImageStatus.Gone, (failed with { GoneAt = DateTimeOffset.UnixEpoch }).Status);
    }

    [Theory]
    [InlineData("a", 50, 10, 50, 10, true, true)]
    [InlineData("a", 30, 10, 50, 10, false, true)]
    [InlineData("a", 30, 10, 50, 10, true, true)]
    [InlineData("a", 30, 10, 50, 5, true, true)]
    [InlineData("a", 30, 10, 30, 5, true, true)]
    [InlineData("a", 30, 10, 50, 11, true, false)]
    [InlineData("a", 30, 10, 30, 20, true, false)]
    [InlineData("a", 30, 10, 50, 0, true, false)]
    [InlineData("a", 50, 10, 30, 5, true, false)]
    [InlineData("a", 60, 0, 50, 10, false, false)]
    [InlineData("b", 50, 10, 50, 10, false, false)]
    public void Stored_labels_serve_where_they_answer_the_same_or_a_wider_question(
        string settings,
        double storedLeast,
        int storedMost,
        double least,
        int most,
        bool cut,
        bool serves
    ) =>
        Assert.Equal(
            serves,
            new TaggerInfo { Name = "t", Fingerprint = new("a", least, most) }.Answers(
                new(settings, storedLeast, storedMost),
                cut
            )
        );

    [Fact]
    public void Of_a_wider_answer_the_best_are_selected()
    {
        var info = new TaggerInfo { Name = "t", Fingerprint = new("a", 50, 2) };
        ImageLabel[] labels =
        [
            .. new[] { ("low", 40.0), ("c", 60), ("b", 60), ("a", 90) }.Select(l => new ImageLabel
            {
                Name = l.Item1,
                Confidence = l.Item2,
            }),
        ];
        Assert.Equal(["a", "b"], info.Select(labels).Select(l => l.Name));
    }

    [Fact]
    public void A_fingerprint_reads_back()
    {
        var fingerprint = new TaggerFingerprint("ab", 0.1 + 0.2, 7);
        Assert.Equal(fingerprint, TaggerFingerprint.Parse(fingerprint.ToString()));
        Assert.All(
            ["", "a/b", "a/x/1", "a/1/-1", "a/1/1/1"],
            text => Assert.Throws<FormatException>(() => TaggerFingerprint.Parse(text))
        );
    }

    private static ImageRecord Record(IEnumerable<TaggerState> taggers, string? vocabulary) =>
        new()
        {
            Source = "s",
            Key = "k",
            Location = "l",
            Size = 1,
            ModifiedAt = default,
            ListedAt = default,
            Taggers = [.. taggers],
            Vocabulary = vocabulary,
        };
}

using System.Globalization;
using ImageTagging.Tests.Querying;
using ImageTagging.TestSupport;
using ImageTagging.Vocabularies;

namespace ImageTagging.Tests.Vocabularies;

public sealed class RecordProjectorTests
{
    private static readonly Vocabulary s_vocabulary = Vocabulary.Parse(
        """
        {
          "rename": { "motor car": "car" },
          "alias": { "automobile": "car", "conveyance": "vehicle" },
          "parent": { "car": "vehicle", "vehicle": "machine" },
          "block": ["accessories"],
          "confidence": { "*": 50, "cat": 80 }
        }
        """
    );

    [Fact]
    public void The_highest_confidence_wins_rounded_down_and_order_is_confidence_then_name()
    {
        var record = Record([Label("Dog", 70.129), Label("cat", 90), Label("Bee", 70.12)], [Label("DOG", 60)]);
        Assert.Equal(["cat=90", "bee=70.12", "dog=70.12"], Tags(record, Vocabulary.Empty));
    }

    [Fact]
    public void A_picture_that_is_gone_has_nothing_to_find_and_gets_it_back_from_its_labels()
    {
        var there = RecordProjector.Project(Record([Label("car", 90)]), s_vocabulary);
        var gone = RecordProjector.Project(there with { GoneAt = DateTimeOffset.UnixEpoch }, s_vocabulary);
        Assert.Equal((0, 0, 0, 0), (gone.Tags.Count, gone.Categories.Count, gone.Parents.Count, gone.Aliases.Count));
        Assert.Equal("car", Assert.Single(there.Tags).Name);
        Assert.NotEmpty(there.Parents);
        Assert.True(RecordProjector.SameProjection(there, RecordProjector.Project(gone with { GoneAt = null }, s_vocabulary)));
    }

    [Fact]
    public void An_authored_tagger_counts_as_sure()
    {
        var record = Record([Label("cat", 3)]);
        record = record with { Taggers = [record.Taggers[0] with { IsAuthored = true }] };
        Assert.Equal(["cat=100"], Tags(record, s_vocabulary));
    }

    [Fact]
    public void Rules_rename_block_and_cut()
    {
        var record = Record([
            Label("Motor Car", 60),
            Label("Automobile", 70),
            Label("Accessories", 99),
            Label("Cat", 79.99),
            Label("Dog", 49.99),
            Label("Owl", 50),
        ]);
        Assert.Equal(["car=70", "owl=50"], Tags(record, s_vocabulary));
    }

    [Theory]
    [InlineData("kite 80, sky 60", "kite=80 sky=60")]
    [InlineData("kite 80", "")]
    [InlineData("kite 80, heaven 60", "kite=80 sky=60")]
    [InlineData("kite 80, sky 60, bird 81", "bird=81 sky=60")]
    [InlineData("kite 80, sky 60, bird 80", "bird=80 sky=60")]
    [InlineData("kite 80, sky 60, bird 79", "kite=80 sky=60")]
    [InlineData("indoor 70, outdoor 60, sun 50, kite 65, sky 60", "indoor=70 sky=60")]
    [InlineData("indoor 60, outdoor 70, sun 50", "outdoor=70 sun=50")]
    public void Of_tags_that_exclude_each_other_the_surer_stays_and_none_is_given_without_what_it_needs(string said, string tags)
    {
        var vocabulary = Vocabulary.Parse(
            """
            {
              "alias": { "heaven": "sky" },
              "exclude": { "kite": ["bird", "indoor"], "indoor": "outdoor", "sun": ["indoor"] },
              "need": { "kite": ["Heaven"] }
            }
            """
        );
        var record = Record([
            .. said.Split(", ").Select(l => l.Split(' ')).Select(l => Label(l[0], int.Parse(l[1], CultureInfo.InvariantCulture))),
        ]);
        Assert.Equal(tags, string.Join(' ', Tags(record, vocabulary)));
        Assert.NotEqual(Vocabulary.Empty.Fingerprint, vocabulary.Fingerprint);
    }

    [Fact]
    public void What_people_and_cameras_wrote_is_never_excluded()
    {
        var vocabulary = Vocabulary.Parse("""{ "exclude": { "kite": ["bird"], "cat": ["dog"] }, "need": { "kite": "sky" } }""");
        var record = Record([Label("kite", 3), Label("cat", 5)], [Label("bird", 100), Label("dog", 100)]);
        record = record with
        {
            Taggers = [record.Taggers[0] with { IsAuthored = true }, record.Taggers[1]],
            Edits = [Edit("sky", false)],
        };
        Assert.Equal(["bird=100", "cat=100", "dog=100", "kite=100"], Tags(record, vocabulary));
        Assert.Equal(["kite=100"], Tags(Record([]) with { Edits = [Edit("kite", true)] }, vocabulary));
    }

    [Fact]
    public void Corrections_pass_renames_and_aliases_never_blocks_or_thresholds()
    {
        var record = Record([Label("Cat", 90), Label("Owl", 20)]) with
        {
            Edits = [Edit("accessories", true), Edit("automobile", true), Edit("cat", false), Edit("owl", true)],
        };
        Assert.Equal(["accessories=100", "car=100", "owl=100"], Tags(record, s_vocabulary));
    }

    [Fact]
    public void Of_two_corrections_that_a_rename_brought_together_the_later_counts()
    {
        var record = Record([Label("car", 90)]) with { Edits = [Edit("automobile", true), Edit("motor car", false)] };
        Assert.Empty(Tags(record, s_vocabulary));
    }

    [Fact]
    public void Projection_depends_on_facts_only_and_keeps_them()
    {
        for (var seed = 0; seed < Trials.Count(20_000); seed++)
        {
            var record = new RandomRecords(seed).Next() with { GoneAt = null };
            var vocabulary = seed % 2 == 0 ? s_vocabulary : Vocabulary.Empty;
            var once = RecordProjector.Project(record, vocabulary);
            var twice = RecordProjector.Project(RecordProjector.Project(once, Vocabulary.Empty), vocabulary);
            Assert.True(RecordProjector.SameProjection(once, twice), $"seed {seed}");
            Assert.True(
                ReferenceEquals(once.Taggers, record.Taggers) && ReferenceEquals(once.Edits, record.Edits),
                $"seed {seed}"
            );
            Assert.True(once.Tags.Select(t => t.Name).Distinct().Count() == once.Tags.Count, $"seed {seed}");
            Assert.True(
                Naive(record, vocabulary).SequenceEqual(once.Tags.OrderBy(t => t.Name, StringComparer.Ordinal)),
                $"seed {seed}"
            );
        }
    }

    // The rules once more, the slow way.
    private static IEnumerable<Tag> Naive(ImageRecord record, Vocabulary vocabulary)
    {
        var said =
            from tagger in record.Taggers
            from label in tagger.Labels
            let name = vocabulary.TagOf(label.Name)
            let confidence = tagger.IsAuthored ? Confidence.Full : new((int)Math.Floor((decimal)label.Confidence * 100))
            where name.Length > 0
            where
                ReferenceEquals(vocabulary, Vocabulary.Empty)
                || (name != "accessories" && confidence.Percent >= (name == "cat" ? 80 : 50))
            group confidence by name into g
            select new Tag(g.Key, g.Max());
        var edits = record
            .Edits.Where(e => e.Tag is not null)
            .GroupBy(e => vocabulary.TagOf(e.Tag!))
            .ToDictionary(g => g.Key, g => g.Last().IsAdded);
        return said.Where(t => !edits.ContainsKey(t.Name))
            .Concat(edits.Where(e => e.Value && e.Key.Length > 0).Select(e => new Tag(e.Key, Confidence.Full)))
            .OrderBy(t => t.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<string> Tags(ImageRecord record, Vocabulary vocabulary) =>
        RecordProjector.Project(record, vocabulary).Tags.Select(t => $"{t.Name}={t.Confidence}");

    private static ImageLabel Label(string name, double confidence) => new() { Name = name, Confidence = confidence };

    private static Correction Edit(string tag, bool added) =>
        new()
        {
            Tag = tag,
            IsAdded = added,
            By = "ann",
            At = DateTimeOffset.UnixEpoch,
            Batch = "b",
        };

    private static ImageRecord Record(params ImageLabel[][] taggers) =>
        new RandomRecords(1).Next() with
        {
            GoneAt = null,
            Edits = [],
            Taggers =
            [
                .. taggers.Select(
                    (l, i) =>
                        new TaggerState
                        {
                            Name = "t" + i,
                            Fingerprint = new("a", 0, 0),
                            Labels = l,
                        }
                ),
            ],
        };
}

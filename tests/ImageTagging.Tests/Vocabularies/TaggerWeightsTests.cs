namespace ImageTagging.Tests.Vocabularies;

public sealed class TaggerWeightsTests
{
    [Fact]
    public async Task Weights_are_the_share_that_people_called_right_where_they_said_enough()
    {
        var index = new InMemoryTagIndex();
        // The local tagger says dog of all, the paid one of every second; people say that every fourth is one.
        for (var i = 0; i < 40; i++)
        {
            await index.WriteAsync([RecordWrite.Create(Record(i))], TestContext.Current.CancellationToken);
        }

        var curator = new TagCurator(index);
        var names = Enumerable.Range(0, 40).Select(i => Record(i).Name).ToArray();
        await JudgeAsync([.. names.Where((_, i) => i % 4 == 0)], "dog", isRight: true);
        await JudgeAsync([.. names.Where((_, i) => i % 4 != 0)], "dog", isRight: false);
        // Only taken away, and too few.
        await JudgeAsync(names, "cat", isRight: false);
        await JudgeAsync([.. names.Take(19)], "owl", isRight: true);
        var learned = await new TaggerWeights(index).LearnAsync(TestContext.Current.CancellationToken);
        Assert.Equal([new("local", "dog", 10, 30), new("paid", "dog", 10, 10)], learned);
        Assert.Equal([11 / 42d, 11 / 22d], learned.Select(w => w.Weight));

        var rules = TaggerWeights.Apply(
            new()
            {
                Taggers = new Dictionary<string, TaggerRule>
                {
                    ["*"] = new()
                    {
                        Rule = TaggerAgreement.Agree,
                        Weights = new Dictionary<string, double> { ["paid"] = 0.9, ["third"] = 0.3 },
                    },
                },
            },
            learned
        );
        Assert.Equal(["*", "dog"], rules.Taggers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(TaggerAgreement.Agree, rules.Taggers["dog"].Rule);
        Assert.Equal((0.5, 0.3), (rules.Taggers["dog"].Weights["paid"], rules.Taggers["dog"].Weights["third"]));
        Assert.NotEqual(Vocabulary.Empty.Fingerprint, Vocabulary.From(rules).Fingerprint);

        async Task JudgeAsync(IReadOnlyList<ImageName> images, string tag, bool isRight) =>
            await curator.CorrectAsync(
                images,
                new()
                {
                    Add = isRight ? [tag] : [],
                    Remove = isRight ? [] : [tag],
                    By = "Ada",
                    IsJudgement = true,
                },
                TestContext.Current.CancellationToken
            );
    }

    private static ImageRecord Record(int number) =>
        new()
        {
            Source = "s",
            Key = $"{number:00}",
            Location = $"s:///{number:00}",
            Size = 1,
            ModifiedAt = default,
            ListedAt = default,
            Taggers =
            [
                State("local", "Dog", "Cat", "Owl"),
                .. number % 2 == 0 ? [State("paid", "dog")] : Array.Empty<TaggerState>(),
                State("written", "dog") with
                {
                    IsAuthored = true,
                },
            ],
        };

    private static TaggerState State(string tagger, params string[] labels) =>
        new()
        {
            Name = tagger,
            Fingerprint = new("1", 0, 0),
            Labels = [.. labels.Select(l => new ImageLabel { Name = l, Confidence = 80 })],
        };
}

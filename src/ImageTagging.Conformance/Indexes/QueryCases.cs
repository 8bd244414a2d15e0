namespace ImageTagging.Conformance;

/// <summary>Nine records, and what each node of the query language finds of them, by the first letters of their keys.</summary>
internal static class QueryCases
{
    public static DateTimeOffset June { get; } = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<ImageRecord> Records { get; } =
    [
        SampleRecords.Of("a cat", ("cat", 93.12)) with
        {
            ModifiedAt = June.AddMilliseconds(-1),
        },
        SampleRecords.Of("b cat and dog", ("cat", 50), ("dog", 49.99)) with
        {
            ModifiedAt = June,
        },
        SampleRecords.Of("c dog", ("dog", 100)) with
        {
            Categories = ["animals and pets"],
            ModifiedAt = June.AddMilliseconds(1),
        },
        SampleRecords.Of("d nothing") with
        {
            Edits = [SampleRecords.Edit("cat", isAdded: false)],
        },
        SampleRecords.Of("e failed") with
        {
            Taggers = [SampleRecords.Failed("eye")],
        },
        SampleRecords.Of("f stale", ("dog", 30)) with
        {
            Taggers = [SampleRecords.Answer("eye", SampleRecords.Fingerprint) with { Failure = SampleRecords.Failure() }],
        },
        SampleRecords.Of("g pending") with
        {
            Taggers = [],
        },
        SampleRecords.Of("h gone", ("cat", 80)) with
        {
            GoneAt = June,
        },
        SampleRecords.Of(new ImageName("elsewhere", "i mobile"), ("mobile phone", 0), ("mobile", 99)),
    ];

    public static IReadOnlyList<(string Name, TagQuery Query, string Found)> All { get; } =
    [
        ("everything", new EverythingQuery(), "abcdefgi"),
        ("a tag", Tag("cat"), "ab"),
        ("a tag nobody has", Tag("cow"), ""),
        ("a part of a tag's name", Tag("mobile"), "i"),
        ("a tag of two words", Tag("mobile phone"), "i"),
        ("a tag in capitals is another name", Tag("Cat"), ""),
        ("at least", Tag("dog", 5_000), "c"),
        ("just at least", Tag("dog", 4_999), "bc"),
        ("at most", Tag("dog", 0, 4_999), "bf"),
        ("between", Tag("dog", 3_000, 4_999), "bf"),
        ("both", Every(Tag("cat"), Tag("dog")), "b"),
        ("either", Any(Tag("cat"), Tag("dog")), "abcf"),
        ("any alternative", new AnyOfQuery(new WeightedTag(Tag("cat"), 9), new WeightedTag(Tag("cow"))), "ab"),
        ("alternatives with thresholds", new AnyOfQuery(new(Tag("dog", 5_000), 3), new(Tag("mobile"), 3)), "ci"),
        ("an alternative twice", new AnyOfQuery(new(Tag("cat"), 9), new(Tag("cat"), 2)), "ab"),
        ("one alternative", new AnyOfQuery(new WeightedTag(Tag("cat"))), "ab"),
        ("no alternative", new AnyOfQuery(), ""),
        ("not no alternative", Not(new AnyOfQuery()), "abcdefgi"),
        ("none of the alternatives", Not(new AnyOfQuery(new(Tag("cat"), 9), new(Tag("dog"), 2))), "degi"),
        ("all of none", Every(), "abcdefgi"),
        ("any of none", Any(), ""),
        ("not", Not(Tag("dog")), "adegi"),
        ("not not", Not(Not(Tag("dog"))), "bcf"),
        ("not all of none", Not(Every()), ""),
        ("not any of none", Not(Any()), "abcdefgi"),
        ("not both", Not(Every(Tag("cat"), Tag("dog"))), "acdefgi"),
        ("not either", Not(Any(Tag("cat"), Tag("dog"))), "degi"),
        ("one and not the other", Every(Tag("cat"), Not(Tag("dog"))), "a"),
        ("one or not the other", Any(Tag("cat"), Not(Tag("dog"))), "abdegi"),
        ("only negations", Every(Not(Tag("cat")), Not(Tag("dog"))), "degi"),
        ("a key", new KeyQuery("* cat*"), "ab"),
        ("no key", Not(new KeyQuery("* cat*")), "cdefgi"),
        ("a source", new SourceQuery("elsewhere"), "i"),
        ("a source is no prefix", new SourceQuery("else"), ""),
        ("no source", Not(new SourceQuery("elsewhere")), "abcdefg"),
        ("a category", new CategoryQuery("animals and pets"), "c"),
        ("no category", Every(Tag("dog"), Not(new CategoryQuery("animals and pets"))), "bf"),
        ("tagged", Status(ImageStatus.Tagged), "abcdi"),
        ("stale", Status(ImageStatus.Stale), "f"),
        ("failed status", Status(ImageStatus.Failed), "e"),
        ("pending", Status(ImageStatus.Pending), "g"),
        ("gone status", Status(ImageStatus.Gone), "h"),
        ("not gone status", Not(Status(ImageStatus.Gone)), "abcdefgi"),
        ("gone", new GoneQuery(), "h"),
        ("gone cats", Every(new GoneQuery(), Tag("cat")), "h"),
        ("cats or gone", Any(new GoneQuery(), Tag("cat")), "abh"),
        ("cats whether gone or not", Every(Tag("cat"), Any(new GoneQuery(), Not(new GoneQuery()))), "abh"),
        ("not gone", Not(new GoneQuery()), "abcdefgi"),
        ("gone and tagged is nothing", Every(new GoneQuery(), Status(ImageStatus.Tagged)), ""),
        ("modified from", new ModifiedQuery(June, null), "bc"),
        ("modified before", new ModifiedQuery(null, June), "adefgi"),
        ("modified between", new ModifiedQuery(June, June.AddMilliseconds(1)), "b"),
        ("modified at any time", new ModifiedQuery(null, null), "abcdefgi"),
        ("modified in no time", new ModifiedQuery(June, June), ""),
        ("not modified from", Not(new ModifiedQuery(June, null)), "adefgi"),
        ("untagged", new UntaggedQuery(), "deg"),
        ("not untagged", Not(new UntaggedQuery()), "abcfi"),
        ("failed", new FailedQuery(), "ef"),
        ("not failed", Not(new FailedQuery()), "abcdgi"),
        ("edited", new HasEditsQuery(), "d"),
        ("not edited", Every(Not(new HasEditsQuery()), new UntaggedQuery()), "eg"),
    ];

    private static HasTagQuery Tag(string name, int min = 0, int? max = null) =>
        new(name, new(min), max is { } most ? new Confidence(most) : null);

    private static AndQuery Every(params TagQuery[] parts) => new(new(parts));

    private static OrQuery Any(params TagQuery[] parts) => new(new(parts));

    private static NotQuery Not(TagQuery inner) => new(inner);

    private static StatusQuery Status(ImageStatus status) => new(status);
}

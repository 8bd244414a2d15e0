namespace ImageTagging.Conformance;

/// <summary>Records for tests: plain ones by hand, and odd ones by a seed.</summary>
public static class SampleRecords
{
    /// <summary>The source of records that name none.</summary>
    public const string Source = "samples";

    /// <summary>The tagger of records that name none.</summary>
    public const string Tagger = "eye";

    /// <summary>The moment that sample times count from.</summary>
    public static DateTimeOffset Start { get; } = new(2024, 5, 17, 9, 30, 0, 123, TimeSpan.Zero);

    /// <summary>The fingerprint that sample answers were asked with.</summary>
    public static TaggerFingerprint Fingerprint { get; } = new("5a3c", 30, 0);

    /// <summary>A tagged record with these tags (percent), and labels that say the same.</summary>
    public static ImageRecord Of(string key, params (string Tag, double Percent)[] tags) => Of(new ImageName(Source, key), tags);

    /// <summary>A tagged record with these tags (percent), and labels that say the same.</summary>
    public static ImageRecord Of(ImageName name, params (string Tag, double Percent)[] tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return new()
        {
            Source = name.Source,
            Key = name.Key,
            Location = "test:///" + name.Id,
            Size = 1_000,
            ModifiedAt = Start,
            ListedAt = Start.AddHours(1),
            Taggers = [Answer(Tagger, Fingerprint, tags)],
            Tags = Order(tags.Select(t => new Tag(t.Tag, Confidence.Floor(t.Percent)))),
        };
    }

    /// <summary>A tagger's answer with these labels (percent).</summary>
    public static TaggerState Answer(string tagger, TaggerFingerprint fingerprint, params (string Name, double Percent)[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new()
        {
            Name = tagger,
            Fingerprint = fingerprint,
            Labels = [.. labels.Select(l => new ImageLabel { Name = l.Name, Confidence = l.Percent })],
            TaggedAt = Start.AddHours(2),
        };
    }

    /// <summary>A tagger that never answered.</summary>
    public static TaggerState Failed(string tagger, DateTimeOffset? dueAt = null) =>
        new() { Name = tagger, Failure = Failure(dueAt) };

    /// <summary>A failure of the last attempt.</summary>
    public static TaggerFailure Failure(DateTimeOffset? dueAt = null) =>
        new()
        {
            Kind = FailureKind.Transient,
            Code = "ServiceUnavailable",
            Message = "The service did not answer.",
            Attempts = 2,
            At = Start.AddHours(3),
            DueAt = dueAt,
            Fingerprint = Fingerprint,
        };

    /// <summary>A person's correction.</summary>
    public static Correction Edit(string tag, bool isAdded = true) =>
        new()
        {
            Tag = tag,
            IsAdded = isAdded,
            By = "alex",
            At = Start.AddDays(1),
            Batch = "batch-1",
        };

    /// <summary>Stars, a favourite or a title that a person gave; without a value it is taken away, a favourite given.</summary>
    /// <param name="fact">Which of the three.</param>
    /// <param name="value">The stars in digits, or the title.</param>
    /// <returns>The correction.</returns>
    public static Correction Given(FactField fact, string? value) =>
        new()
        {
            Fact = fact,
            Value = value,
            IsAdded = value is not null || fact == FactField.Favourite,
            By = "alex",
            At = Start.AddDays(1),
            Batch = "batch-1",
        };

    /// <summary>A content id that stands for a text's bytes.</summary>
    public static ContentId Content(string bytes) =>
        ContentId.FromSha256(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(bytes)));

    /// <summary>Records of every shape, all different in name; the same seed gives the same ones.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="source">Their source; null for several.</param>
    public static IReadOnlyList<ImageRecord> Generate(int seed, int count, string? source = null)
    {
        var random = new RecordGenerator(seed);
        var names = new HashSet<ImageName>();
        var records = new List<ImageRecord>(count);
        while (records.Count < count)
        {
            var name = random.NextName(source);
            if (names.Add(name))
            {
                records.Add(random.NextRecord(name));
            }
        }

        return records;
    }

    /// <summary>Tags in the order a record keeps them: by confidence falling, then by name.</summary>
    public static IReadOnlyList<Tag> Order(IEnumerable<Tag> tags) =>
        [.. tags.OrderByDescending(t => t.Confidence.Hundredths).ThenBy(t => t.Name, StringComparer.Ordinal)];
}

using System.Globalization;

namespace ImageTagging;

/// <summary>The facts that a planner needs of a record's taggers and vocabulary; few different ones exist, so scans share instances.</summary>
/// <remarks>Equal by <see cref="Text"/>, which engines store.</remarks>
public sealed class RecordStamp : IEquatable<RecordStamp>
{
    private const char Field = '\u001F';
    private const char Line = '\u001E';

    private RecordStamp(string text, IReadOnlyList<TaggerStamp> taggers, string? vocabulary, IReadOnlyList<string> companions) =>
        (Text, Taggers, Vocabulary, Companions) = (text, taggers, vocabulary, companions);

    /// <summary>The stamp as text.</summary>
    public string Text { get; }

    /// <summary>One for each tagger of the record, by name.</summary>
    public IReadOnlyList<TaggerStamp> Taggers { get; }

    /// <summary>The fingerprint of the vocabulary the tags were projected with.</summary>
    public string? Vocabulary { get; }

    /// <summary>The endings of the files that are the same picture (<see cref="ImageRecord.Companions"/>).</summary>
    public IReadOnlyList<string> Companions { get; }

    /// <summary>A record's stamp.</summary>
    /// <param name="record">The record.</param>
    /// <returns>Its stamp.</returns>
    public static RecordStamp Of(ImageRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var taggers = new TaggerStamp[record.Taggers.Count];
        for (var i = 0; i < taggers.Length; i++)
        {
            var t = record.Taggers[i];
            taggers[i] = new(t.Name, t.Fingerprint, Clean(t.ModelVersion), t.IsCut, t.Failure is not null)
            {
                Asked = t.Failure?.Fingerprint,
                Selected = t.Selected,
                PassedOver = TaggerStamp.Condition(t.PassedOver),
            };
        }

        return new(Write(taggers, record.Vocabulary, record.Companions), taggers, record.Vocabulary, record.Companions);
    }

    /// <summary>Reads what <see cref="Text"/> gave.</summary>
    /// <param name="text">What <see cref="Text"/> gave.</param>
    /// <returns>The stamp.</returns>
    /// <exception cref="FormatException">The text is no stamp.</exception>
    public static RecordStamp Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.Split(Line);
        var taggers = new TaggerStamp[lines.Length - 1];
        for (var i = 1; i < lines.Length; i++)
        {
            var f = lines[i].Split(Field);
            if (f.Length is < 4 or > 7)
            {
                throw new FormatException("Not a record's stamp.");
            }

            taggers[i - 1] = new(
                f[0],
                f[1].Length == 0 ? null : TaggerFingerprint.Parse(f[1]),
                f[2].Length == 0 ? null : f[2],
                f[3].Contains('c', StringComparison.Ordinal),
                f[3].Contains('f', StringComparison.Ordinal)
            )
            {
                Asked = f.Length >= 5 && f[4].Length > 0 ? TaggerFingerprint.Parse(f[4]) : null,
                Selected = f.Length >= 6 && f[5].Length > 0 ? TaggerFingerprint.Parse(f[5]) : null,
                PassedOver = f.Length == 7 ? f[6] : null,
            };
        }

        var first = lines[0].Split(Field);
        return new(text, taggers, first[0].Length == 0 ? null : first[0], first[1..]);
    }

    /// <inheritdoc />
    public bool Equals(RecordStamp? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as RecordStamp);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <inheritdoc />
    public override string ToString() => Text;

    private static string Write(TaggerStamp[] taggers, string? vocabulary, IReadOnlyList<string> companions) =>
        string.Join(
            Line,
            taggers
                .Select(t =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{t.Name}{Field}{t.Fingerprint}{Field}{t.ModelVersion}{Field}{(t.IsCut ? "c" : "")}{(t.HasFailure ? "f" : "")}{Questions(t)}"
                    )
                )
                .Prepend(string.Join(Field, companions.Prepend(vocabulary ?? "")))
        );

    // As short as it was before there were any: stamps that engines stored stay equal.
    private static string Questions(TaggerStamp tagger) =>
        tagger.PassedOver is { } passedOver ? $"{Field}{tagger.Asked}{Field}{tagger.Selected}{Field}{passedOver}"
        : tagger.Selected is { } selected ? $"{Field}{tagger.Asked}{Field}{selected}"
        : tagger.Asked is { } asked ? $"{Field}{asked}"
        : "";

    // A model's version is a service's text; only the two separators matter here.
    private static string? Clean(string? text) => text?.Replace(Field, ' ').Replace(Line, ' ');
}

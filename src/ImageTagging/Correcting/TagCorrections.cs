using ImageTagging.Correcting;

namespace ImageTagging;

/// <summary>
/// Changes of tags as corrections of one record, for importers that write records themselves; <see cref="TagCurator"/> reads, corrects
/// and writes by itself.
/// </summary>
public static class TagCorrections
{
    /// <summary>Makes a change as corrections; the record's tags are to be projected anew (<see cref="Vocabulary.Project"/>).</summary>
    /// <param name="record">The record.</param>
    /// <param name="change">The change.</param>
    /// <param name="vocabulary">The rules that say which names are one tag.</param>
    /// <param name="batch">The batch, by which the change can be undone.</param>
    /// <param name="at">When it is made, in whole milliseconds.</param>
    /// <returns>The record with the corrections; the very same one where it already is as asked.</returns>
    /// <exception cref="ImageTaggingException">The change cannot be made (code <c>ChangeRefused</c>).</exception>
    public static ImageRecord Apply(ImageRecord record, TagChange change, Vocabulary vocabulary, string batch, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(vocabulary);
        return CorrectionEdit.Of(change, vocabulary, batch, at).ApplyTo(record, vocabulary) is { } edits
            ? record with
            {
                Edits = edits,
            }
            : record;
    }

    /// <summary>Checks the name of whoever makes a change.</summary>
    /// <param name="by">The name, 1 to 256 characters without control characters.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ImageTaggingException">It is none (code <c>ChangeRefused</c>).</exception>
    public static string Person(string by) => CorrectionEdit.Person(by);
}

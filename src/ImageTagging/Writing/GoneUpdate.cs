using ImageTagging.Planning;
using ImageTagging.Vocabularies;

namespace ImageTagging.Writing;

/// <summary>Marks a record whose picture is no longer listed.</summary>
/// <param name="known">The record as it was read.</param>
/// <param name="missing">What the scan showed of it.</param>
/// <param name="at">When it was found gone.</param>
/// <param name="settled">Told once what became of it is known: whether it is marked now.</param>
internal sealed class GoneUpdate(ImageRecord known, MissingImage missing, DateTimeOffset at, Action<bool> settled)
    : RecordUpdate(known.Name, known)
{
    /// <inheritdoc />
    public override UpdateDecision Apply(ImageRecord? stored)
    {
        if (stored is null || stored.GoneAt is not null)
        {
            return UpdateDecision.Done;
        }

        // Somebody listed it since: that is news which this run does not have.
        return stored.ListedAt != missing.ListedAt
            ? UpdateDecision.Superseded
            : UpdateDecision.Put(RecordProjector.WithoutTags(stored) with { GoneAt = at, Token = null }, stored);
    }

    /// <inheritdoc />
    public override void Settle(UpdateFate fate) => settled(fate.End == UpdateEnd.Written);
}

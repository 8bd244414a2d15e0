namespace ImageTagging.Writing;

/// <summary>Deletes a record that has been gone for long enough.</summary>
/// <param name="known">The record as it was read.</param>
/// <param name="goneBefore">What was gone by then may go.</param>
/// <param name="purged">Told once it is deleted.</param>
internal sealed class PurgeUpdate(ImageRecord known, DateTimeOffset goneBefore, Action purged) : RecordUpdate(known.Name, known)
{
    /// <inheritdoc />
    public override UpdateDecision Apply(ImageRecord? stored) =>
        stored is null ? UpdateDecision.Done
        : stored.GoneAt <= goneBefore ? UpdateDecision.Delete(stored)
        : UpdateDecision.Superseded;

    /// <inheritdoc />
    public override void Settle(UpdateFate fate)
    {
        if (fate.End == UpdateEnd.Written)
        {
            purged();
        }
    }
}

namespace ImageTagging.Failures;

/// <summary>The changes of one record by retrying and forgetting.</summary>
internal static class FailureChange
{
    /// <summary>The record with all its failures due; null where they are already, or there is none.</summary>
    public static ImageRecord? Retry(ImageRecord record, DateTimeOffset now) =>
        Change(
            record,
            state =>
                state.Failure is { } failure && !(failure.DueAt <= now)
                    ? state with
                    {
                        Failure = failure with { DueAt = now },
                    }
                    : state
        );

    /// <summary>The record as if nothing had failed; null where nothing did. Labels of a former answer stay.</summary>
    public static ImageRecord? Forget(ImageRecord record) =>
        Change(
            record,
            state =>
                state.Failure is null ? state
                : state.HasAnswer ? state with { Failure = null }
                : null
        );

    private static ImageRecord? Change(ImageRecord record, Func<TaggerState, TaggerState?> change)
    {
        var changed = false;
        List<TaggerState> states = [];
        foreach (var state in record.Taggers)
        {
            var next = change(state);
            changed |= !ReferenceEquals(next, state);
            if (next is not null)
            {
                states.Add(next);
            }
        }

        return changed ? record with { Taggers = states } : null;
    }
}

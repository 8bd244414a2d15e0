using System.Runtime.ExceptionServices;

namespace ImageTagging.Writing;

/// <summary>The decisions about a batch of updates, worked out on all cores.</summary>
/// <remarks>Where tags are projected anew this is as much work as the writing, and nothing hangs on the order.</remarks>
internal static class Decisions
{
    // Fewer are not worth other threads.
    private const int LeastAPart = 64;

    /// <summary>Works out the decisions about what updates know, so that this is done by the time that they are written.</summary>
    public static void Foresee(List<RecordUpdate> updates)
    {
        var decisions = Of(updates, stored: null);
        for (var i = 0; i < decisions.Length; i++)
        {
            updates[i].Foreseen = decisions[i];
        }
    }

    /// <summary>The decisions, in the updates' order.</summary>
    /// <param name="updates">The updates.</param>
    /// <param name="stored">What is stored for each; null where it is what each knows.</param>
    public static UpdateDecision[] Of(List<RecordUpdate> updates, IReadOnlyList<ImageRecord?>? stored)
    {
        var decisions = new UpdateDecision[updates.Count];
        var parts = Math.Clamp(updates.Count / LeastAPart, 1, Environment.ProcessorCount);
        if (parts == 1)
        {
            Some(0, updates.Count);
        }
        else
        {
            try
            {
                Parallel.For(0, parts, part => Some(updates.Count * part / parts, updates.Count * (part + 1) / parts));
            }
            catch (AggregateException faults)
            {
                ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
            }
        }

        return decisions;

        void Some(int from, int before)
        {
            for (var i = from; i < before; i++)
            {
                decisions[i] = stored is null
                    ? updates[i].Foreseen ?? updates[i].Apply(updates[i].Known)
                    : updates[i].Apply(stored[i]);
            }
        }
    }
}

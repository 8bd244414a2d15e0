namespace ImageTagging;

/// <summary>Knows what words and phrases mean: finds the names that are near to them, though they are spelled otherwise.</summary>
/// <remarks>Threads share it.</remarks>
public interface IWordMeaning
{
    /// <summary>The names that are near enough in meaning to each of several texts.</summary>
    /// <param name="texts">Words or phrases, in the normal form of names (<see cref="TagName"/>).</param>
    /// <param name="names">
    /// The names to choose from, the most important first; of very many the last ones may be left out. The same list, unchanged,
    /// with every call is worked out once.
    /// </param>
    /// <param name="size">How many names for a text, at the most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each text its names, the nearest first; none where nothing is near enough to be worth showing.</returns>
    /// <exception cref="ImageTaggingException">It cannot work on this machine.</exception>
    ValueTask<IReadOnlyList<IReadOnlyList<NearName>>> FindNearestAsync(
        IReadOnlyList<string> texts,
        IReadOnlyList<string> names,
        int size,
        CancellationToken cancellationToken = default
    );
}

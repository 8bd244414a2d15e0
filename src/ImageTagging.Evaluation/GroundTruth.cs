namespace ImageTagging.Evaluation;

/// <summary>The tags of what images really show: for each image its tags, in their normal form. Not for several threads while it is filled.</summary>
public sealed class GroundTruth
{
    private readonly Dictionary<string, HashSet<string>> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _doubtful = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _normal = new(StringComparer.Ordinal);

    /// <summary>How many images there are.</summary>
    public int Count => _tags.Count;

    /// <summary>The images' names.</summary>
    public IReadOnlyCollection<string> Images => _tags.Keys;

    /// <summary>An image's tags; empty where it has none or is not known.</summary>
    public IReadOnlySet<string> this[string image] => _tags.GetValueOrDefault(image) ?? [];

    /// <summary>Tells if the image is known.</summary>
    /// <param name="image">The picture's name in the truth.</param>
    /// <returns>True where it has.</returns>
    public bool Contains(string image) => _tags.ContainsKey(image);

    /// <summary>Adds an image with tags; said again, they add up. An image without tags counts too: every tag on it is wrong.</summary>
    /// <param name="image">The picture's name.</param>
    /// <param name="tags">What is in it.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void Add(string image, IEnumerable<string> tags) => Add(image, tags, []);

    /// <summary>Adds an image with tags, and with tags of which people would say either: they count neither way.</summary>
    /// <param name="image">The picture's name.</param>
    /// <param name="tags">What is in it.</param>
    /// <param name="doubtful">What may be in it or not: neither right nor wrong.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void Add(string image, IEnumerable<string> tags, IEnumerable<string> doubtful)
    {
        ArgumentException.ThrowIfNullOrEmpty(image);
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(doubtful);
        Add(_tags, image, tags);
        if (doubtful.Any())
        {
            Add(_doubtful, image, doubtful);
        }
    }

    /// <summary>An image's doubtful tags; empty where it has none or is not known.</summary>
    /// <param name="image">The picture's name.</param>
    /// <returns>The tags; empty for none.</returns>
    public IReadOnlySet<string> Doubtful(string image) => _doubtful.GetValueOrDefault(image) ?? [];

    private void Add(Dictionary<string, HashSet<string>> to, string image, IEnumerable<string> tags)
    {
        if (!to.TryGetValue(image, out var own))
        {
            to[image] = own = new(StringComparer.Ordinal);
        }

        foreach (var tag in tags)
        {
            if (!_normal.TryGetValue(tag, out var normal))
            {
                _normal[tag] = normal = TagName.Normalize(tag);
            }

            if (normal.Length > 0)
            {
                own.Add(normal);
            }
        }
    }

    /// <summary>
    /// Reads a CSV file (RFC 4180): a heading that names the columns <c>image</c> and <c>tags</c> (or <c>tag</c>; others are left
    /// out, <c>doubtful</c> is optional), or none and just these two; then a line an image, its tags separated by <c>;</c> or, in quotes, by <c>,</c>, a
    /// backslash before one that belongs to a tag. An image may have several lines.
    /// </summary>
    /// <param name="reader">The file's text; the caller disposes it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The truth.</returns>
    /// <exception cref="ImageTaggingException">A line cannot be read (code <c>TruthSyntax</c>); the message names it.</exception>
    public static async Task<GroundTruth> ReadCsvAsync(TextReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var truth = new GroundTruth();
        await TruthReader.ReadAsync(reader, truth, cancellationToken).ConfigureAwait(false);
        return truth;
    }
}

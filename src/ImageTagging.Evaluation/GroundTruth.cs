using System.Text;

namespace ImageTagging.Evaluation;

/// <summary>What images really show: for each image its tags, in their normal form. Not for several threads while it is filled.</summary>
public sealed class GroundTruth
{
    private readonly Dictionary<string, HashSet<string>> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _normal = new(StringComparer.Ordinal);

    /// <summary>How many images there are.</summary>
    public int Count => _tags.Count;

    /// <summary>The images' names.</summary>
    public IReadOnlyCollection<string> Images => _tags.Keys;

    /// <summary>An image's tags; empty where it has none or is not known.</summary>
    public IReadOnlySet<string> this[string image] => _tags.GetValueOrDefault(image) ?? [];

    /// <summary>Whether the image is known.</summary>
    public bool Contains(string image) => _tags.ContainsKey(image);

    /// <summary>Adds an image with tags; said again, they add up. An image without tags counts too: every tag on it is wrong.</summary>
    public void Add(string image, IEnumerable<string> tags)
    {
        ArgumentException.ThrowIfNullOrEmpty(image);
        ArgumentNullException.ThrowIfNull(tags);
        if (!_tags.TryGetValue(image, out var own))
        {
            _tags[image] = own = new(StringComparer.Ordinal);
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
    /// Reads a CSV file of two columns, image and tags: a heading, then a line an image, its tags separated by <c>;</c> or, in
    /// quotes, by <c>,</c>. An image may have several lines.
    /// </summary>
    /// <param name="reader">The file's text; the caller disposes it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ImageTaggingException">A line cannot be read (code <c>TruthSyntax</c>); the message names it.</exception>
    public static async Task<GroundTruth> ReadCsvAsync(TextReader reader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var truth = new GroundTruth();
        var number = 0;
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            number++;
            while (
                line.AsSpan().Count('"') % 2 == 1
                && await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } more
            )
            {
                line += "\n" + more;
                number++;
            }

            if (line.Length == 0)
            {
                continue;
            }

            var fields = Fields(line);
            if (fields.Count < 2 || fields[0].Length == 0)
            {
                throw new ImageTaggingException($"Line {number} of the truth has no image and tags; write: image,\"tag;tag\".")
                {
                    Code = "TruthSyntax",
                };
            }

            if (number == 1 && string.Equals(fields[0].Trim(), "image", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            truth.Add(fields[0], fields.Skip(1).SelectMany(f => f.Split(';', ',')));
        }

        return truth;
    }

    private static IReadOnlyList<string> Fields(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            return line.Split(',');
        }

        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}

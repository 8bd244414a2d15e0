using System.Runtime.InteropServices;
using MetadataExtractor;
using MetadataExtractor.Formats.Jpeg;

namespace ImageTagging.Metadata;

/// <summary>Reads metadata of pictures from outside: bounded in time, and deaf to whatever garbage throws.</summary>
internal sealed class BoundedReader(TimeSpan timeout, TimeProvider time)
{
    public async ValueTask<IReadOnlyList<Keyword>> ReadAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var reading = Task.Run(() => Read(content), CancellationToken.None);
            return await reading.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException fault)
        {
            var message = $"Reading the metadata took longer than {timeout.TotalSeconds:0.###} s and was given up.";
            throw new UnreadableMetadataException("MetadataTimedOut", message, fault);
        }
    }

    private static List<Keyword> Read(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty)
        {
            throw new UnreadableMetadataException("Empty", "The file is empty.");
        }

        try
        {
            content = XmpGuard.Check(content);
            using var stream = MemoryMarshal.TryGetArray(content, out var part)
                ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false)
                : new MemoryStream(content.ToArray(), writable: false);
            var directories = ImageMetadataReader.ReadMetadata(stream);
            if (content.Span is [0xFF, 0xD8, ..] && !directories.OfType<JpegDirectory>().Any())
            {
                throw new UnreadableMetadataException("MetadataUnreadable", "The picture is cut short before its pixels begin.");
            }

            return [.. KeywordReader.Read(directories)];
        }
        catch (ImageProcessingException fault)
        {
            throw new UnreadableMetadataException("NotAPicture", "The content is no picture whose metadata can be read.", fault);
        }
        catch (Exception fault) when (fault is not (UnreadableMetadataException or OutOfMemoryException))
        {
            // Parsers of many formats meet hostile bytes here: whatever they throw is this picture's fault.
            throw new UnreadableMetadataException("MetadataUnreadable", "The picture's metadata is damaged.", fault);
        }
    }
}

using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Serving;

/// <summary>The sources that the page shows: those that were named, else those that the index knows.</summary>
internal sealed class ServedSources : IAsyncDisposable
{
    private readonly List<IImageSource> _all = [];

    public IReadOnlyList<IImageSource> All => _all;

    /// <summary>The name of the source that takes uploads; null where nothing was said.</summary>
    public string? UploadTo { get; private set; }

    /// <summary>True if somebody named a source: what an index alone names is shown and never written to.</summary>
    public bool TakesUploads { get; private init; }

    public static async Task<ServedSources> OpenAsync(
        ITagIndex index,
        IReadOnlyList<string> given,
        string? uploadTo,
        SourceSettings settings,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        var sources = new ServedSources { TakesUploads = given.Count > 0 || uploadTo is not null };
        try
        {
            foreach (var one in given.Distinct(StringComparer.Ordinal))
            {
                if (
                    sources.Add(await SourceLocation.OpenAsync(one, settings, cancellationToken).ConfigureAwait(false))
                        is FolderImageSource { Folder: var folder }
                    && !Directory.Exists(folder)
                )
                {
                    output.Warning($"There is no folder '{folder}'; its pictures are shown when it is there.");
                }
            }

            if (given.Count == 0)
            {
                await sources.AddKnownAsync(index, settings, output, cancellationToken).ConfigureAwait(false);
            }

            if (uploadTo is not null)
            {
                sources.UploadTo = sources
                    .Add(await SourceLocation.OpenAsync(uploadTo, settings, cancellationToken).ConfigureAwait(false))
                    .Name;
                if (sources._all.First(s => s.Name == sources.UploadTo) is not IWritableImageSource)
                {
                    throw new ImageTaggingException($"'{uploadTo}' cannot be written.") { Code = "Usage" };
                }

                if (!uploadTo.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(uploadTo))
                {
                    throw new ImageTaggingException($"There is no folder '{uploadTo}' to upload to; make it, or check its name.")
                    {
                        Code = "FolderMissing",
                    };
                }
            }

            return sources;
        }
        catch
        {
            await sources.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var source in _all.OfType<IDisposable>())
        {
            source.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private async Task AddKnownAsync(
        ITagIndex index,
        SourceSettings settings,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        var known = await index
            .CountTagsAsync(new() { Field = FacetField.Source, Size = 100 }, cancellationToken)
            .ConfigureAwait(false);
        foreach (var name in known.Select(k => k.Value))
        {
            if (name.StartsWith("s3://", StringComparison.Ordinal) || (Path.IsPathFullyQualified(name) && Directory.Exists(name)))
            {
                Add(SourceLocation.Open(name, settings));
            }
            else
            {
                output.Note($"The pictures of '{name}' are found but cannot be shown: it is no folder of this machine.");
            }
        }
    }

    private IImageSource Add(IImageSource source)
    {
        if (_all.FirstOrDefault(s => s.Name == source.Name) is { } there)
        {
            (source as IDisposable)?.Dispose();
            return there;
        }

        _all.Add(source);
        return source;
    }
}

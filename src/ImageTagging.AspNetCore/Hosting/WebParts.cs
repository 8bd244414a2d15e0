using System.Runtime.CompilerServices;
using ImageTagging.AspNetCore.Assets;
using ImageTagging.AspNetCore.Duplicates;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.Runs;
using ImageTagging.AspNetCore.Teaching;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageTagging.AspNetCore.Hosting;

/// <summary>The services that the endpoints of one prefix work with, taken from the host's services.</summary>
internal sealed class WebParts : IDisposable
{
    private static readonly ConditionalWeakTable<IImageTaggingPipeline, RunBoard> s_runs = [];
    private static readonly ConditionalWeakTable<ITagTeacher, TeachBoard> s_teaching = [];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly CancellationToken _stopped;
    private readonly IImageSearch _search;

    public WebParts(IServiceProvider services, ImageTaggingWebOptions options)
    {
        options.Validate();
        Options = options;
        services = services.OfImageTagging(options.ServiceKey);
        Pipeline =
            services.GetService<IImageTaggingPipeline>()
            ?? throw new ImageTaggingException(
                options.ServiceKey is null
                    ? "MapImageTagging() needs services.AddImageTagging() with an index, such as UseSqliteIndex(path)."
                    : $"MapImageTagging() with the ServiceKey '{options.ServiceKey}' needs services.AddImageTagging(\"{options.ServiceKey}\") with an index."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        ComponentChecks.ThrowIf(ComponentChecks.FaultOf(Pipeline));
        if (options.UploadTo is { } target && Pipeline.Sources.All(s => !string.Equals(s.Name, target, StringComparison.Ordinal)))
        {
            throw new ImageTaggingException(
                $"ImageTaggingWebOptions.UploadTo names '{target}', and no source is called so: {string.Join(", ", Pipeline.Sources.Select(s => s.Name))}."
            )
            {
                Code = ErrorCodes.InvalidOptions,
            };
        }

        Index = new EmptyUntilMade(Pipeline.Index);
        _search = services.GetRequiredService<IImageSearch>();
        Curator = services.GetRequiredService<ITagCurator>();
        Teacher = services.GetRequiredService<ITagTeacher>();
        Codec = services.GetService<IImageCodec>();
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        Logger = loggers.CreateLogger("ImageTagging.AspNetCore");
        Address = new(options, loggers);
        Tokens = new(services.GetService<IDataProtectionProvider>());
        Assets = new(options.Title);
        Pictures = new(Pipeline);
        Decodes = ImageShrinker.DecodesOf(Pipeline, options.Decodes);
        HeavyReads = new(2, s_patience, Time, "Too many want tables of tags at once; try again in a moment.");
        Thumbnails = new(this);
        Freshness = new(Pipeline, _search, Logger);
        Duplicates = new(Index, Freshness, Time);
        var lifetime = services.GetService<IHostApplicationLifetime>();
        Stopping = lifetime?.ApplicationStopping ?? CancellationToken.None;
        _stopped = lifetime?.ApplicationStopped ?? CancellationToken.None;
        DisposeAtEnd(this);
        // Two prefixes over one pipeline watch the same run.
        Plan = new(Pipeline, Stopping);
        Teaching = s_teaching.GetValue(Teacher, teacher => new TeachBoard(teacher, Freshness, Logger, Stopping));
        Runs = s_runs.GetValue(Pipeline, pipeline => new RunBoard(pipeline, Freshness, Logger, Stopping));
        if (
            options is { RunsAtStart: true, IsReadOnly: false }
            && !Costs
            && Pipeline is { Sources.Count: > 0, Taggers.Count: > 0 }
        )
        {
            lifetime?.ApplicationStarted.Register(() => Runs.TryStart(new()));
        }
    }

    public ImageTaggingWebOptions Options { get; }

    public IImageTaggingPipeline Pipeline { get; }

    /// <summary>The index as pages read it: empty, and no fault, where nothing was written yet.</summary>
    public ITagIndex Index { get; }

    public ITagCurator Curator { get; }

    public ITagTeacher Teacher { get; }

    public IImageCodec? Codec { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public WriteTokens Tokens { get; }

    public PublicAddress Address { get; }

    public PageAssets Assets { get; }

    public ImageReader Pictures { get; }

    public ThumbnailMaker Thumbnails { get; }

    public Freshness Freshness { get; }

    public KeptGroups Duplicates { get; }

    public RunBoard Runs { get; }

    public TeachBoard Teaching { get; }

    public SharedPlan Plan { get; }

    /// <summary>The places for decoding, for thumbnails, uploads and whoever else shares the pipeline.</summary>
    public SemaphoreSlim Decodes { get; }

    /// <summary>The places for reads that ask the index hundreds of times.</summary>
    public Slots HeavyReads { get; }

    /// <summary>Ends when the host begins to stop.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>True if a tagger of this host costs something.</summary>
    public bool Costs => Pipeline.Taggers.Any(t => t.Info.IsMetered || t.Info.PricePerCall > 0);

    /// <summary>The source that takes uploads; null where none does.</summary>
    public IWritableImageSource? UploadTarget =>
        Pipeline
            .Sources.OfType<IWritableImageSource>()
            .FirstOrDefault(s => Options.UploadTo is null || string.Equals(s.Name, Options.UploadTo, StringComparison.Ordinal));

    /// <summary>Searches as the host's search does, over <see cref="Index"/>.</summary>
    public async ValueTask<SearchAnswer> SearchAsync(
        SearchRequest request,
        ForgivingOptions forgiving,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _search.SearchAsync(request, forgiving, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (EmptyUntilMade.IsNotMade(fault))
        {
            return new() { Results = EmptyUntilMade.Nothing(request), Query = request.Query };
        }
    }

    public async ValueTask<IReadOnlyList<TagSuggestion>> SuggestAsync(
        string text,
        int size,
        string? language,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return language is null
                ? await _search.SuggestAsync(text, size, null, cancellationToken).ConfigureAwait(false)
                : await _search.SuggestAsync(text, language, size, null, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageTaggingException fault) when (EmptyUntilMade.IsNotMade(fault))
        {
            return [];
        }
    }

    /// <summary>True if words that nothing is called find what is near in meaning.</summary>
    public bool FindsByMeaning => _search.FindsByMeaning;

    public IReadOnlyList<HitReason> Explain(ImageRecord record, TagQuery query) => _search.Explain(record, query);

    public bool Allows(HttpContext context, WebAction action) =>
        !Options.IsReadOnly && Options.Allow?.Invoke(context, action) != false;

    public void DisposeAtEnd(IDisposable part) => _stopped.Register(part.Dispose);

    public void Dispose() => HeavyReads.Dispose();

    /// <exception cref="WebProblemException">The host does not allow it.</exception>
    public void Require(HttpContext context, WebAction action)
    {
        if (!Allows(context, action))
        {
            throw new WebProblemException(new(403, "NotAllowed", "This is not allowed here.", "The host allows no such change."));
        }
    }
}

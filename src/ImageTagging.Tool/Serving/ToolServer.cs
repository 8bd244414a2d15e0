using System.Net.Sockets;
using ImageTagging.Imaging;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageTagging.Tool.Serving;

/// <summary>A web server over an index; nothing of the environment or of settings files changes where it listens.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerSettings _settings;
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ToolServer(ServerSettings settings, ToolOutput output)
    {
        _settings = settings;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentConnections = 1_000;
                kestrel.Limits.MaxRequestLineSize = 16 * 1024;
                kestrel.Listen(settings.Address, settings.Port);
            });
        builder.Logging.AddProvider(new OutputLoggerProvider(output)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        // The tool itself listens for signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<ITagCurator>(new CheckedCurator(settings.Index, settings.Vocabulary));
        var codec = new VipsImageCodec(settings.Taggers.Imaging);
        var images = builder
            .Services.AddImageTagging()
            .UseIndex(settings.Index)
            .UseVocabulary(settings.Vocabulary)
            .UseCodec(codec)
            .AddSemanticSearch(TagMeanings.Of(settings.Index));
        if (settings.Budget is { } budget)
        {
            images.UseBudget(budget);
        }

        foreach (var source in settings.Sources)
        {
            images.AddSource(source);
        }

        foreach (var name in settings.Taggers.Names.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            images.AddTagger(_ => TaggerNames.Create(name, settings.Taggers, codec));
        }

        _app = builder.Build();
        if (settings.ChoosesFolder)
        {
            settings.Web.ChooseFolder = folder => _ended.TrySetResult(folder);
        }

        _app.MapImageTagging("", settings.Web);
    }

    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw Unusable($"Port {_settings.Port} is in use; take another with --port, or any with --port 0.");
        }
        catch (SocketException fault)
        {
            throw Unusable($"'{_settings.Address}' cannot be listened on: {fault.Message}.");
        }

        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return addresses.Addresses.First().TrimEnd('/') + "/";
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The folder that a person chose to begin anew with; null where the end was asked for.</returns>
    public async Task<string?> WaitAsync(CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(() => _ended.TrySetResult(null)).ConfigureAwait(false);
        var chosen = await _ended.Task.ConfigureAwait(false);
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return chosen;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static ImageTaggingException Unusable(string sentence) => new(sentence) { Code = "CannotListen" };
}

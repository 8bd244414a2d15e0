using System.CommandLine;
using System.Net;
using ImageTagging.AspNetCore;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Serving;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag serve</c>: the page and its endpoints, on this machine alone unless a key is given.</summary>
internal sealed class ServeCommand : ToolCommand
{
    private readonly PipelineOptionsSet _pipeline = new();
    private readonly Option<string[]> _sources = new("--source")
    {
        Description =
            "A folder or s3://bucket/prefix that is shown, tagged and uploaded to; may be repeated (default: the index's own, not uploaded to)",
        HelpName = "SOURCE",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Argument<string[]> _folders = new("FOLDER")
    {
        Description = "Folders (or s3://bucket/prefix) to show; where no tagger costs anything they are tagged at once",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> _noBrowser = new("--no-browser")
    {
        Description = "Do not open the page in a browser where FOLDER is given at a terminal",
    };
    private readonly Option<string?> _uploadTo = new("--upload-to")
    {
        Description = "The source that takes uploads (default: the first --source that can be written)",
        HelpName = "SOURCE",
    };
    private readonly Option<int> _port = new("--port")
    {
        Description = "The port; 0 for any that is free",
        DefaultValueFactory = _ => 5280,
    };
    private readonly Option<string> _bind = new("--bind")
    {
        Description = "The address to listen on; any but loopback needs a key",
        DefaultValueFactory = _ => "127.0.0.1",
        HelpName = "ADDRESS",
    };
    private readonly Option<string?> _key = new("--key")
    {
        Description =
            "What people must bring to get in, 16 characters or more (default: IMAGETAG_KEY, which other users cannot read)",
    };
    private readonly Option<string?> _publicUrl = new("--public-url")
    {
        Description = "The address that people open, where a proxy stands before this server, such as https://photos.example.org",
        HelpName = "URL",
    };
    private readonly Option<string[]> _trustedProxies = new("--trusted-proxy")
    {
        Description =
            "The address (10.0.0.7) or network (10.0.0.0/8) of a proxy whose X-Forwarded-For, -Proto and -Host are believed; may be repeated",
        HelpName = "ADDRESS",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _allowAnyone = new("--allow-anyone")
    {
        Description = "Everybody who reaches this server gets in without a key: for a proxy that keeps others out",
    };
    private readonly Option<bool> _readOnly = new("--read-only")
    {
        Description = "Nothing can be changed: no corrections, uploads or runs",
    };
    private readonly Option<string> _title = new("--title")
    {
        Description = "The page's title",
        DefaultValueFactory = _ => "Pictures",
    };
    private readonly Option<int?> _budgetCalls = new("--budget-calls")
    {
        Description = "Paid calls of a day (UTC), at the most, by uploads and runs from the page",
    };

    public ServeCommand()
        : base("serve", "Serve a web page to search, correct and upload pictures")
    {
        _port.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                r.AddError("--port is 0 to 65535.");
            }
        });
        foreach (
            var option in (Option[])
                [
                    _sources,
                    _noBrowser,
                    _uploadTo,
                    _port,
                    _bind,
                    _key,
                    _publicUrl,
                    _trustedProxies,
                    _allowAnyone,
                    _readOnly,
                    _title,
                    _budgetCalls,
                ]
        )
        {
            Options.Add(option);
        }

        Arguments.Add(_folders);
        Options.Add(_pipeline.Vocabulary);
        _pipeline.AddTo(this, sources: false);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var address = AddressOf(parsed.GetValue(_bind)!);
        var key = parsed.GetValue(_key) ?? Environment.GetEnvironmentVariable("IMAGETAG_KEY");
        key = string.IsNullOrEmpty(key) ? null : key;
        var publicUrl = parsed.GetValue(_publicUrl);
        var allowAnyone = parsed.GetValue(_allowAnyone);
        if ((!IPAddress.IsLoopback(address) || publicUrl is not null) && key is null && !allowAnyone)
        {
            throw new ImageTaggingException(
                $"Others than this machine get in with a key only: set IMAGETAG_KEY to 16 characters or more, leave {(publicUrl is null ? "--bind" : "--public-url")} out, or say --allow-anyone where a proxy keeps others out."
            )
            {
                Code = "Usage",
            };
        }

        // Without a key only the name that was asked for tells people of another site's page that had its name lead here.
        var isOpen = key is null && !IPAddress.IsLoopback(address);
        if (isOpen && publicUrl is null)
        {
            throw new ImageTaggingException(
                "With --allow-anyone say by --public-url which address people open; no other is answered."
            )
            {
                Code = "Usage",
            };
        }

        var url =
            publicUrl is null || Uri.TryCreate(publicUrl, UriKind.Absolute, out _)
                ? publicUrl
                : throw new ImageTaggingException(
                    $"--public-url takes an address such as https://photos.example.org; '{publicUrl}' is none."
                )
                {
                    Code = "Usage",
                };

        var place = new Place(address, url, key, allowAnyone, isOpen);
        var (folders, port, isAgain) = (parsed.GetValue(_folders) ?? [], parsed.GetValue(_port), false);
        // A folder that was chosen in the page is served as if it had been named.
        while (
            await ServeAsync(parsed, place, folders, port, isAgain, output, cancellationToken).ConfigureAwait(false) is { } next
        )
        {
            (folders, port, isAgain) = ([next.Folder], next.Port, true);
        }

        return ExitCode.Done;
    }

    // Who gets in, and where.
    private sealed record Place(IPAddress Address, string? Url, string? Key, bool AllowAnyone, bool IsOpen);

    private async Task<(string Folder, int Port)?> ServeAsync(
        ParseResult parsed,
        Place place,
        string[] folders,
        int port,
        bool isAgain,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        var (address, url, key, allowAnyone, isOpen) = place;
        string[] given = [.. folders, .. parsed.GetValue(_sources) ?? []];
        await using var index = await IndexLocation
            .OpenAsync(
                parsed.GetValue(CommonOptions.Index),
                // A first run begins with a folder that is chosen in the page.
                given.Length == 0
                && parsed.GetValue(CommonOptions.Index) is not null
                    ? IndexUse.Change
                    : IndexUse.Make,
                cancellationToken
            )
            .ConfigureAwait(false);
        await using var sources = await ServedSources
            .OpenAsync(
                index.Index,
                given,
                parsed.GetValue(_uploadTo),
                _pipeline.ReadSourceSettings(parsed) with
                {
                    AllowEmpty = true,
                },
                output,
                cancellationToken
            )
            .ConfigureAwait(false);
        var readOnly = parsed.GetValue(_readOnly);
        await using var server = new ToolServer(
            new()
            {
                Index = index.Index,
                Sources = sources.All,
                Taggers = readOnly
                    ? _pipeline.ReadTaggerSettings(parsed) with
                    {
                        Names = [],
                    }
                    : _pipeline.ReadTaggerSettings(parsed),
                Vocabulary = parsed.GetValue(_pipeline.Vocabulary) is { } file ? Vocabulary.Load(file) : Vocabulary.Empty,
                Budget = parsed.GetValue(_budgetCalls) is { } calls ? Budget.OfCalls(calls, BudgetPeriod.UtcDay) : null,
                Address = address,
                Port = port,
                ChoosesFolder =
                    sources.All.Count == 0
                    && key is null
                    && url is null
                    && !allowAnyone
                    && !readOnly
                    && IPAddress.IsLoopback(address),
                Web = new ImageTaggingWebOptions
                {
                    Title = parsed.GetValue(_title)!,
                    IsReadOnly = readOnly,
                    Key = key,
                    Hosts = isOpen || IPAddress.IsLoopback(address) ? HostsOf(address) : null,
                    UploadTo = sources.UploadTo,
                    Allow = sources.TakesUploads ? null : (_, action) => action != WebAction.Upload,
                    User = key is null && !allowAnyone ? _ => Environment.UserName : null,
                    PublicUrl = url is null ? null : new Uri(url),
                    TrustedProxies = parsed.GetValue(_trustedProxies) ?? [],
                    AllowAnyone = allowAnyone,
                    Wording = text => SettingWords.In(text),
                    RunsAtStart = folders.Length > 0,
                    // One person on this machine, with a folder of theirs.
                    WritesSidecars =
                        given.Length > 0
                        && key is null
                        && url is null
                        && !allowAnyone
                        && !readOnly
                        && IPAddress.IsLoopback(address),
                },
            },
            output
        );
        var here = await server.StartAsync(cancellationToken).ConfigureAwait(false);
        if (!isAgain)
        {
            Tell(parsed, here, place, index.Index, isFolderNamed: folders.Length > 0, output);
        }

        return await server.WaitAsync(cancellationToken).ConfigureAwait(false) is { } folder
            ? (folder, new Uri(here).Port)
            : null;
    }

    private void Tell(ParseResult parsed, string here, Place place, ITagIndex index, bool isFolderNamed, ToolOutput output)
    {
        var (_, url, key, _, _) = place;
        output.Object(
            "serving",
            w =>
            {
                w.WriteString("url", here);
                if (url is not null)
                {
                    w.WriteString("publicUrl", url);
                }
            }
        );
        var shown = url is null ? here : $"{url} by way of {here}";
        output.Line(key is null ? shown : shown + " (open it once with ?key=KEY)");
        output.Note("Index: " + index.Info.Location);
        output.Note("Ctrl+C ends it.");
        if (isFolderNamed && key is null && output.IsOutputTerminal && !parsed.GetValue(_noBrowser))
        {
            Browser.TryOpen(here);
        }
    }

    private static IPAddress AddressOf(string given) =>
        given.ToLowerInvariant() switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(given.Trim('[', ']'), out var address)
                ? address
                : throw new ImageTaggingException($"'{given}' is no IP address to listen on.") { Code = "Usage" },
        };

    private static string[] HostsOf(IPAddress address) => ["localhost", "127.0.0.1", "[::1]", address.ToString()];
}

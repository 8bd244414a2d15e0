using System.CommandLine;
using System.Globalization;
using ImageTagging.Imaging;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag detect FILE|URI…</c>: what the taggers say of single pictures; nothing is stored.</summary>
internal sealed class DetectCommand : ToolCommand
{
    private readonly Argument<string[]> _pictures = new("FILE|URI")
    {
        Description = "Files or s3://bucket/key",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly PipelineOptionsSet _pipeline = new();

    public DetectCommand()
        : base("detect", "Print what the taggers say of single pictures; nothing is stored", usesIndex: false)
    {
        Arguments.Add(_pictures);
        _pipeline.AddTo(this, sources: false);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var settings = _pipeline.ReadTaggerSettings(parsed);
        var codec = new VipsImageCodec(settings.Imaging);
        List<ITagger> taggers = [];
        var failed = false;
        try
        {
            foreach (var name in settings.Names)
            {
                taggers.Add(TaggerNames.Create(name, settings, codec));
            }

            foreach (var given in parsed.GetRequiredValue(_pictures))
            {
                failed |= !await DetectAsync(given, taggers, _pipeline.ReadSourceSettings(parsed), output, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var tagger in taggers)
            {
                (tagger as IDisposable)?.Dispose();
            }
        }

        return failed ? ExitCode.DoneWithFailures : ExitCode.Done;
    }

    private static async Task<bool> DetectAsync(
        string given,
        List<ITagger> taggers,
        SourceSettings settings,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (source, listing) = await SingleImage.OpenAsync(given, settings, cancellationToken).ConfigureAwait(false);
            using var disposeSource = source as IDisposable;
            using var image = new ImageToTag(source, listing);
            output.Line(listing.Location);
            foreach (var tagger in taggers)
            {
                var result = await tagger.TagAsync(image, cancellationToken).ConfigureAwait(false);
                foreach (var label in result.Labels)
                {
                    output.Object(
                        "label",
                        w =>
                        {
                            w.WriteString("location", listing.Location);
                            w.WriteString("tagger", tagger.Info.Name);
                            RecordWords.LabelMembers(w, label);
                        }
                    );
                    output.Line(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"  {label.Confidence, 6:0.00}  {label.Name}{Where(label)}  [{tagger.Info.Name}]"
                        )
                    );
                }

                if (result.Labels.Count == 0)
                {
                    output.Line($"  nothing  [{tagger.Info.Name}]");
                }
            }

            return true;
        }
        catch (ImageTaggingException fault) when (fault.Kind != FailureKind.SetUp)
        {
            output.Fault(fault.Code, $"{given}: {fault.Message}");
            return false;
        }
    }

    private static string Where(ImageLabel label) =>
        label.Boxes.Count == 0
            ? ""
            : " at "
                + string.Join(
                    ", ",
                    label
                        .Boxes.Take(5)
                        .Select(b =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{b.Left:0.00},{b.Top:0.00} {b.Width:0.00}×{b.Height:0.00}"
                            )
                        )
                );
}

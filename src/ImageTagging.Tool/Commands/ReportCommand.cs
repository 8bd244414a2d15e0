using System.CommandLine;
using ImageTagging.Imaging;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Pages;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag report DIR</c>: the index as one page with charts and pictures, to be kept or sent.</summary>
internal sealed class ReportCommand : ToolCommand
{
    private readonly Argument<string> _folder = new("DIR") { Description = "The folder in which report.html is written" };
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only pictures that it finds",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<int> _top = new("--top")
    {
        Description = "How many tags the charts have (1-200)",
        DefaultValueFactory = _ => 30,
    };
    private readonly Option<int> _sampled = new("--sample-tags")
    {
        Description = "How many tags are shown with pictures (0-200)",
        DefaultValueFactory = _ => 12,
    };
    private readonly Option<int> _samples = new("--samples")
    {
        Description = "How many pictures a tag (0-50; 0: none, and no picture is read)",
        DefaultValueFactory = _ => 6,
    };
    private readonly PipelineOptionsSet _pipeline = new();

    public ReportCommand()
        : base("report", "Write one page with charts and sample pictures")
    {
        Arguments.Add(_folder);
        Arguments.Add(_query);
        foreach (
            var option in (Option[])
                [_top, _sampled, _samples, _pipeline.MaxMemory, _pipeline.Region, _pipeline.S3Endpoint, _pipeline.RequesterPays]
        )
        {
            Options.Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var (top, sampled, samples) = (parsed.GetValue(_top), parsed.GetValue(_sampled), parsed.GetValue(_samples));
        if (top is < 1 or > 200 || sampled is < 0 or > 200 || samples is < 0 or > 50)
        {
            throw new ImageTaggingException("--top is 1 to 200, --sample-tags 0 to 200, --samples 0 to 50.") { Code = "Usage" };
        }

        var text = string.Join(' ', parsed.GetValue(_query) ?? []);
        var query = text.Length == 0 ? null : TagQueryParser.Parse(text);
        await using var index = await IndexLocation
            .OpenAsync(parsed.GetValue(CommonOptions.Index), IndexUse.Read, cancellationToken)
            .ConfigureAwait(false);
        using var thumbnails = new Thumbnails(
            new VipsImageCodec(_pipeline.ReadImagingOptions(parsed)),
            _pipeline.ReadSourceSettings(parsed)
        );
        var title = query is null ? index.Index.Info.Location : $"{index.Index.Info.Location}: {text}";
        var page = await new IndexPage(index.Index, query, thumbnails)
            .MakeAsync(title, top, sampled, samples, cancellationToken)
            .ConfigureAwait(false);
        var file = Path.Combine(Directory.CreateDirectory(parsed.GetRequiredValue(_folder)).FullName, "report.html");
        await page.SaveAsync(file, cancellationToken).ConfigureAwait(false);
        output.Object("report", w => w.WriteString("file", file));
        output.Line(file);
        return ExitCode.Done;
    }
}

// A host over S3, Rekognition, SQLite and a search server, published trimmed or native: it says what it found, or why it could not.
using ImageTagging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(new() { Args = args });
builder.Configuration.AddEnvironmentVariables("HOST_");
var settings = builder.Configuration;

// One pipeline by calls, one by configuration: both ways have to live without reflection.
builder
    .Services.AddImageTagging()
    .AddS3Source("pictures", o => o.ServiceUrl = settings["S3"])
    .AddRekognitionTagger(o =>
        (o.Client.ServiceUrl, o.Client.Region, o.Transfer) = (
            settings["REKOGNITION"],
            "eu-west-1",
            ImageTagging.Rekognition.ImageTransfer.Reference
        )
    )
    .UseSqliteIndex(settings["SQLITE"]!);
builder
    .Services.AddImageTagging("server", settings.GetSection("Server"))
    .AddS3Support()
    .AddRekognitionSupport()
    .AddElasticsearchSupport()
    .AddSqliteSupport();
using var host = builder.Build();
await host.StartAsync();
foreach (var key in settings["KEYS"] is { } keys ? keys.Split(',') : [""])
{
    var pipeline = Of<IImageTaggingPipeline>(key);
    // A host that only searches is what its start is measured on.
    var report = settings["RUN"] == "false" ? null : await pipeline.RunAsync();
    foreach (var failure in report?.Failures ?? [])
    {
        Console.WriteLine($"{failure.Image.Key}: {failure.Reason.Message}");
    }

    var tagged = report?.Counts.Tagged ?? 0;
    await pipeline.Index.RefreshAsync();
    var answer = await Of<IImageSearch>(key).SearchAsync(new() { Query = TagQueryParser.Parse(settings["QUERY"] ?? "") });
    Console.WriteLine(
        $"{pipeline.Index.Info.Engine}: {tagged} tagged; found {string.Join(", ", answer.Results.Hits.Select(h => h.Record.Key))}"
    );
}

await host.StopAsync();

T Of<T>(string key)
    where T : notnull => key.Length == 0 ? host.Services.GetRequiredService<T>() : host.Services.GetRequiredKeyedService<T>(key);

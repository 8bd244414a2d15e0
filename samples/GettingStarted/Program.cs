using ImageTagging;
using ImageTagging.Onnx;

// Tags the pictures of a folder, then searches them: GettingStarted FOLDER QUERY
if (args.Length < 2)
{
    Console.Error.WriteLine("Usage: GettingStarted FOLDER QUERY");
    return 2;
}

await using var index = new SqliteTagIndex(new SqliteIndexOptions { Path = "getting-started.db" });
using var tagger = new LocalTagger();
await using var pipeline = ImageTaggingPipeline
    .CreateBuilder()
    .From(new FolderImageSource(args[0]))
    .TagWith(tagger)
    .IndexInto(index)
    .Build();

var report = await pipeline.RunAsync();
Console.WriteLine($"{report.Counts.Listed} listed, {report.Counts.Tagged} tagged, {report.Counts.Unchanged} unchanged");

var search = new ImageSearch(index);
var answer = await search.SearchAsync(new SearchRequest { Query = TagQueryParser.Parse(string.Join(' ', args[1..])) });
foreach (var hit in answer.Results.Hits)
{
    Console.WriteLine($"{hit.Score, 4:0.0}  {hit.Record.Key}  {string.Join(", ", hit.Record.Tags.Select(t => t.Name))}");
}

return 0;

using ImageTagging.Conformance;
using ImageTagging.Testing;
using ImageTagging.TestSupport;

namespace ImageTagging.Rekognition.Tests;

/// <summary>A tagger over a double of its own, and a real photograph.</summary>
public abstract class RekognitionProvider : TaggerProvider, IAsyncLifetime
{
    private RekognitionDouble? _server;
    private RekognitionClient? _client;

    public async ValueTask InitializeAsync()
    {
        _server = await RekognitionDouble.StartAsync();
        _client = Doubles.ClientOf(_server);
    }

    public override ValueTask<ITagger> CreateAsync() => new(Create(_client!));

    public override async ValueTask<byte[]> ReadPictureAsync() =>
        await File.ReadAllBytesAsync(Path.Combine(TestPaths.Photos, "space", "rocket.jpg"));

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    protected abstract ITagger Create(IRekognitionClient client);
}

public sealed class LabelProvider : RekognitionProvider
{
    protected override ITagger Create(IRekognitionClient client) => new RekognitionLabelTagger(client);
}

public sealed class CustomLabelsProvider : RekognitionProvider
{
    protected override ITagger Create(IRekognitionClient client) =>
        new RekognitionCustomLabelsTagger(
            client,
            new()
            {
                ProjectVersionArn = "arn:aws:rekognition:us-east-1:123456789012:project/cats/version/cats.2026/1700000000000",
            }
        );
}

public sealed class ModerationProvider : RekognitionProvider
{
    protected override ITagger Create(IRekognitionClient client) => new RekognitionModerationTagger(client);
}

public sealed class TextProvider : RekognitionProvider
{
    protected override ITagger Create(IRekognitionClient client) => new RekognitionTextTagger(client);
}

public sealed class LabelConformance(LabelProvider provider) : TaggerConformance<LabelProvider>(provider);

public sealed class CustomLabelsConformance(CustomLabelsProvider provider) : TaggerConformance<CustomLabelsProvider>(provider);

public sealed class ModerationConformance(ModerationProvider provider) : TaggerConformance<ModerationProvider>(provider);

public sealed class TextConformance(TextProvider provider) : TaggerConformance<TextProvider>(provider);

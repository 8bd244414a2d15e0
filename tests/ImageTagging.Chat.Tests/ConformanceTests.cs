using ImageTagging.Conformance;

namespace ImageTagging.Chat.Tests;

/// <summary>A tagger over a double.</summary>
public sealed class ChatProvider : TaggerProvider
{
    public override ValueTask<ITagger> CreateAsync() => new(new ChatTagger(new ChatDouble(), Pictures.Codec));

    public override ValueTask<byte[]> ReadPictureAsync() => new(Pictures.Photo);
}

/// <summary>A tagger that calls a server itself.</summary>
public sealed class ServiceProvider : TaggerProvider, IAsyncLifetime
{
    private ChatService? _service;

    public async ValueTask InitializeAsync() => _service = await ChatService.StartAsync();

    public override ValueTask<ITagger> CreateAsync() =>
        new(new ChatTagger(new ChatTaggerOptions { Url = _service!.Url, Model = "eyes" }, Pictures.Codec));

    public override ValueTask<byte[]> ReadPictureAsync() => new(Pictures.Photo);

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }
}

public sealed class ChatConformance(ChatProvider provider) : TaggerConformance<ChatProvider>(provider);

public sealed class ServiceConformance(ServiceProvider provider) : TaggerConformance<ServiceProvider>(provider);

using ImageTagging.Chat;
using ImageTagging.Chat.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds taggers that ask a vision model to a host, and makes them known to its configuration.</summary>
/// <remarks>
/// With <see cref="ChatTaggerOptions.Url"/> a tagger makes its own client; without it the registered <see cref="IChatClient"/> is used,
/// which the host disposes. A registered <see cref="IImageCodec"/> scales the pictures; there must be one.
/// </remarks>
public static class ChatBuilderExtensions
{
    /// <summary>Adds a tagger that asks a vision model.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the defaults; null to keep them.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ImageTaggingException">An option is out of its range; all faults at once.</exception>
    public static IImageTaggingBuilder AddChatTagger(
        this IImageTaggingBuilder builder,
        Action<ChatTaggerOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ChatTaggerOptions();
        configure?.Invoke(options);
        options.ThrowIfFaulty(connects: options.Url is not null);
        return builder.AddTagger(services => Create(services, options));
    }

    /// <summary>Makes the type <c>chat</c> known to the configuration's <c>Taggers</c>; the options' names are the keys.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddChatSupport(this IImageTaggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddConfiguredProvider<ITagger>(
            "chat",
            (services, section) =>
            {
                var options = ChatSections.Read(section, out var faults);
                return faults.Count == 0
                    ? Create(services, options)
                    : throw new ImageTaggingException(string.Join(' ', faults)) { Code = ErrorCodes.InvalidOptions };
            },
            section =>
            {
                var options = ChatSections.Read(section, out var faults);
                return
                [
                    .. faults,
                    .. options.Validate().Select(f => $"{section.Path}: {f}"),
                    .. options is { Url: not null, Model: null } ? [$"{section.Path}: Model is missing."] : Array.Empty<string>(),
                ];
            }
        );
    }

    private static ChatTagger Create(IServiceProvider services, ChatTaggerOptions options)
    {
        var codec =
            services.GetService<IImageCodec>()
            ?? throw Missing("a codec that scales pictures, such as UseImaging() of ImageTagging.Imaging");
        return options.Url is not null
            ? new ChatTagger(options, codec, services.GetService<TimeProvider>())
            : new ChatTagger(
                services.GetService<IChatClient>() ?? throw Missing("an IChatClient, or name an address (ChatTaggerOptions.Url)"),
                codec,
                options
            );

        ImageTaggingException Missing(string what) =>
            new($"The tagger '{options.Name}' asks a vision model: register {what}.") { Code = ErrorCodes.InvalidOptions };
    }
}

using ImageTagging.Chat;
using ImageTagging.Chat.Hosting;
using ImageTagging.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging;

/// <summary>Adds taggers that ask a vision model to a host, and makes them known to its configuration.</summary>
/// <remarks>
/// With <see cref="ChatTaggerOptions.Url"/> a tagger makes its own client; without it the registered <see cref="IChatClient"/> is used,
/// which the host disposes. A registered <see cref="IImageCodec"/> scales the pictures; there must be one. Faulty options are reported when
/// the host starts, all of them at once.
/// </remarks>
public static class ChatBuilderExtensions
{
    /// <summary>Adds a tagger that asks a vision model.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options; null to keep the defaults.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddChatTagger(
        this IImageTaggingBuilder builder,
        Action<ChatTaggerOptions>? configure = null
    ) => builder.AddChatTagger((_, options) => configure?.Invoke(options));

    /// <summary>Adds a tagger that asks a vision model.</summary>
    /// <param name="builder">The host's image tagging.</param>
    /// <param name="configure">Changes the options, with the host's services at hand.</param>
    /// <returns>The builder.</returns>
    public static IImageTaggingBuilder AddChatTagger(
        this IImageTaggingBuilder builder,
        Action<IServiceProvider, ChatTaggerOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = builder.AddProviderOptions(
            configure,
            static made => [.. FaultsOf(made).Select(f => $"The tagger '{made.Name}' cannot be set up. {f}")]
        );
        return builder.AddTagger(services => Create(services, options(services)));
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
                Create(services, services.MakeProviderOptions<ChatTaggerOptions>(now => ChatSections.Read(section, now, out _))),
            section =>
            {
                var options = ChatSections.Read(section, new(), out var faults);
                return [.. faults, .. SectionReader.Placed(section, FaultsOf(options))];
            }
        );
    }

    // An address without a model cannot be called; a client of the host's has one.
    private static IEnumerable<string> FaultsOf(ChatTaggerOptions options) =>
        options is { Url: not null, Model: null } ? [.. options.Validate(), "Model is missing."] : options.Validate();

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

using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Hosting;

internal sealed class ImageTaggingBuilder(IServiceCollection services, string? serviceKey) : IImageTaggingBuilder
{
    public IServiceCollection Services => services;

    public string? ServiceKey => serviceKey;
}

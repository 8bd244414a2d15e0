using Microsoft.Extensions.DependencyInjection;

namespace ImageTagging.Hosting;

internal sealed class ImageTaggingBuilder(IServiceCollection services) : IImageTaggingBuilder
{
    public IServiceCollection Services => services;
}

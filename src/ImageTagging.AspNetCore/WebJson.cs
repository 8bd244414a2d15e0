using System.Text.Json;
using System.Text.Json.Serialization;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Pictures;
using ImageTagging.AspNetCore.Searching;

namespace ImageTagging.AspNetCore;

/// <summary>The wire form of the endpoints, whatever the host's own settings are.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebProblem))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(SuggestionsAnswer))]
[JsonSerializable(typeof(TagsAnswer))]
[JsonSerializable(typeof(TogetherAnswer))]
[JsonSerializable(typeof(PictureDetail))]
internal sealed partial class WebJson : JsonSerializerContext;

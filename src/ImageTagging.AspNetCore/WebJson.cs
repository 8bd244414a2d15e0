using System.Text.Json;
using System.Text.Json.Serialization;
using ImageTagging.AspNetCore.Choosing;
using ImageTagging.AspNetCore.Correcting;
using ImageTagging.AspNetCore.Downloads;
using ImageTagging.AspNetCore.Duplicates;
using ImageTagging.AspNetCore.Failures;
using ImageTagging.AspNetCore.Folders;
using ImageTagging.AspNetCore.Guarding;
using ImageTagging.AspNetCore.Hosting;
using ImageTagging.AspNetCore.Images;
using ImageTagging.AspNetCore.Runs;
using ImageTagging.AspNetCore.Searching;
using ImageTagging.AspNetCore.Sidecars;
using ImageTagging.AspNetCore.Teaching;
using ImageTagging.AspNetCore.Uploads;

namespace ImageTagging.AspNetCore;

/// <summary>The wire form of the endpoints, whatever the host's own settings are.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WebProblem))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(SearchPage))]
[JsonSerializable(typeof(TimelineAnswer))]
[JsonSerializable(typeof(ChoiceAnswer))]
[JsonSerializable(typeof(ChoiceRequest))]
[JsonSerializable(typeof(NearbyAnswer))]
[JsonSerializable(typeof(SuggestionsAnswer))]
[JsonSerializable(typeof(NamesAnswer))]
[JsonSerializable(typeof(TagsAnswer))]
[JsonSerializable(typeof(TogetherAnswer))]
[JsonSerializable(typeof(ImageDetail))]
[JsonSerializable(typeof(CorrectionRequest))]
[JsonSerializable(typeof(CorrectionAnswer))]
[JsonSerializable(typeof(TaughtTagsAnswer))]
[JsonSerializable(typeof(TaughtTagView))]
[JsonSerializable(typeof(TeachWish))]
[JsonSerializable(typeof(UndoTeachingWish))]
[JsonSerializable(typeof(ReviewAnswer))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(ReportView))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(FailuresAnswer))]
[JsonSerializable(typeof(DuplicatesAnswer))]
[JsonSerializable(typeof(ApartRequest))]
[JsonSerializable(typeof(RetryRequest))]
[JsonSerializable(typeof(RetryAnswer))]
[JsonSerializable(typeof(FoldersAnswer))]
[JsonSerializable(typeof(DownloadRequest))]
[JsonSerializable(typeof(DownloadAnswer))]
[JsonSerializable(typeof(SidecarRequest))]
[JsonSerializable(typeof(SidecarAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;

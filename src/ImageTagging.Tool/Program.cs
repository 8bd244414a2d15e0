using ImageTagging.Tool.Commands;

return await ToolProgram.RunAsync(args).ConfigureAwait(false);

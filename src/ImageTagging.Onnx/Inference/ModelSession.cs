using System.Collections.Concurrent;
using ImageTagging.Onnx.Cards;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OrtRunOptions = Microsoft.ML.OnnxRuntime.RunOptions;

namespace ImageTagging.Onnx.Inference;

/// <summary>The loaded model: one session that all workers share, and the memory that they take turns with.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly ConcurrentBag<InferenceSlot> _slots = [];
    private readonly InferenceSession _session;
    private readonly PixelConverter _converter;
    private readonly ModelInput _input;
    private readonly TensorElementType _type;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    private ModelSession(InferenceSession session, ModelInput input, string inputName, TensorElementType type, string[] outputs)
    {
        (_session, _input, _type, _inputNames, _outputNames) = (session, input, type, [inputName], outputs);
        _converter = new(input);
    }

    /// <exception cref="ImageTaggingException">The file is no model, or not the one that the card describes.</exception>
    public static ModelSession Open(LoadedModel model, IReadOnlyList<string?> wanted)
    {
        var session = Load(model);
        try
        {
            var (name, type) = SessionRules.CheckInput(model, session.InputMetadata);
            var outputs = SessionRules.CheckOutputs(model, session.OutputMetadata, session.OutputNames, wanted);
            return new(session, model.Card.Input, name, type, outputs);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public InferenceSlot Rent() => _slots.TryTake(out var slot) ? slot : InferenceSlot.Create(_input, _type, _converter);

    public void Return(InferenceSlot slot) => _slots.Add(slot);

    /// <summary>One inference on the caller's thread; the outputs in the order that they were wanted.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(InferenceSlot slot, CancellationToken cancellationToken)
    {
        slot.Fill();
        using var options = new OrtRunOptions();
        using var ended = cancellationToken.Register(static o => ((OrtRunOptions)o!).Terminate = true, options);
        try
        {
            return _session.Run(options, _inputNames, [slot.Input], _outputNames);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose()
    {
        while (_slots.TryTake(out var slot))
        {
            slot.Dispose();
        }

        _session.Dispose();
    }

    /// <summary>The model itself.</summary>
    public static InferenceSession Load(LoadedModel model)
    {
        try
        {
            using var options = ModelThreads.One();
            return model.IsFile ? new InferenceSession(model.Origin, options) : new InferenceSession(model.ReadModel(), options);
        }
        catch (OnnxRuntimeException fault)
        {
            var reason = fault.Message.Split('\n')[0];
            throw LoadedModel.Fault(
                "ModelUnusable",
                $"The model file '{model.Origin}' cannot be loaded; it may be cut short or no ONNX model: {reason}",
                fault
            );
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException)
        {
            throw LoadedModel.Fault(ErrorCodes.NativeLibraryMissing, ModelThreads.MissingLibrary, fault);
        }
    }
}

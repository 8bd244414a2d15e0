using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace ImageTagging.Documentation.Tests;

/// <summary>Tells from a method's code if it throws something that its reader should know of.</summary>
internal static class ThrownExceptions
{
    private const BindingFlags Any =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> s_codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => c.Value & 0xFFFF);

    /// <summary>The method itself, or a method that is not public of the same type and that it calls, makes an exception and throws it.</summary>
    public static bool In(MethodBase method) => In(method, []);

    private static bool In(MethodBase method, HashSet<MethodBase> seen)
    {
        if (!seen.Add(method))
        {
            return false;
        }

        // An async method's code is its state machine's.
        var machine = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType;
        var body = machine is null ? method : machine.GetMethod("MoveNext", Any)!;
        var previous = default(OpCode);
        foreach (var (code, called) in Read(body))
        {
            // What is thrown from a variable is what the compiler caught before an await.
            if (code == OpCodes.Throw && previous.Name?.StartsWith("ldloc", StringComparison.Ordinal) != true)
            {
                return true;
            }

            if (called is { DeclaringType: { } type } && IsThrow(called, type, method, seen))
            {
                return true;
            }

            previous = code;
        }

        return false;
    }

    // That nothing may be null is said by the types.
    private static bool IsThrow(MethodBase called, Type type, MethodBase method, HashSet<MethodBase> seen) =>
        called.Name.StartsWith("ThrowIf", StringComparison.Ordinal) && typeof(Exception).IsAssignableFrom(type)
            ? called.Name != nameof(ArgumentNullException.ThrowIfNull)
            : type == method.DeclaringType && !called.IsPublic && In(called, seen);

    private static IEnumerable<(OpCode Code, MethodBase? Called)> Read(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
        {
            yield break;
        }

        var (types, methods) = (
            method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
            method.IsGenericMethod ? method.GetGenericArguments() : null
        );
        for (var at = 0; at < il.Length; )
        {
            var code = il[at] == 0xFE ? s_codes[0xFE00 | il[at + 1]] : s_codes[il[at]];
            at += code.Size;
            var called =
                code.OperandType == OperandType.InlineMethod
                    ? method.Module.ResolveMethod(BitConverter.ToInt32(il, at), types, methods)
                    : null;
            yield return (code, called);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }
}

using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

/// A constant script: its own parameters are bound as a function's are, and each command in it as far as its text says what
/// it is given. What is only known when it runs stands as a value that every type accepts.
class Script(Endpoint endpoint, string text)
{
    const string Itself = "__Script";

    public IEnumerable<Fault> Bind(Dictionary<string, object?> parameters)
    {
        var script = Parser.ParseInput(text, out _, out var errors);
        if (errors.Length > 0) return errors.Select(error => new Fault("<script>", error.ErrorId, $"line {error.Extent.StartLineNumber}: {error.Message}"));
        endpoint.Define($"function {Itself} {{ {Head(script.ParamBlock)} }}");
        var own = script.FindAll(node => node is FunctionDefinitionAst, true).Select(node => ((FunctionDefinitionAst)node).Name);
        var commands = script.FindAll(node => node is CommandAst, true).Cast<CommandAst>();
        return endpoint.Bind(Itself, parameters, false).Concat(commands.SelectMany(one => Bind(one, own.ToHashSet(StringComparer.OrdinalIgnoreCase)))).ToArray();
    }

    /// Without [CmdletBinding()] PowerShell lets a parameter pass that a script does not have.
    static string Head(ParamBlockAst? block)
    {
        if (block == null) return "[CmdletBinding(PositionalBinding = $false)] param()";
        var isBinding = block.Attributes.Any(one => one.TypeName.Name == "CmdletBinding");
        return (isBinding ? "" : "[CmdletBinding(PositionalBinding = $false)] ") + block.Extent.Text;
    }

    IEnumerable<Fault> Bind(CommandAst command, HashSet<string> own)
    {
        var name = command.GetCommandName();
        if (name == null) return command.CommandElements[0] is ScriptBlockExpressionAst ? [] : [new(command.Extent.Text, "NameNotConstant", "Which command this is, is only known when it runs.")];
        if (own.Contains(name) || endpoint.IsProgram(name)) return [];
        if (!endpoint.Knows(name)) return [new(name, "CommandNotFoundException", $"There is no command {name}.")];

        Runspace.DefaultRunspace = endpoint.Runspace;
        var found = StaticParameterBinder.BindCommand(command, true);
        if (found.BindingExceptions.Count > 0) return found.BindingExceptions.Values.Select(one => new Fault(name, one.BindingException.ErrorRecord.FullyQualifiedErrorId, one.BindingException.Message));
        // What a splatted table holds is only known when it runs: what is missing cannot be told.
        if (command.CommandElements.Any(one => one is VariableExpressionAst { Splatted: true })) return [];
        var isFed = command.Parent is PipelineAst pipeline && pipeline.PipelineElements[0] != command;
        return endpoint.Bind(name, found.BoundParameters.ToDictionary(one => one.Key, one => Value(one.Value)), isFed);
    }

    static object? Value(ParameterBindingResult bound)
    {
        if (bound.ConstantValue != null) return bound.ConstantValue;
        if (bound.Value is ScriptBlockExpressionAst) return ScriptBlock.Create("");
        if (bound.Value is VariableExpressionAst { VariablePath.UserPath: "null" }) return null;
        var type = bound.Parameter.ParameterType;
        if (type == typeof(PSCredential)) return new PSCredential("x", new System.Security.SecureString());
        return type == typeof(bool) || type == typeof(SwitchParameter) ? true : new Unknown();
    }
}

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.Json.Nodes;

/// PowerShell's parameter binder. Standard input, one JSON object:
///   { "endpoints": { "windows": "functions that stand for the cmdlets there" }, "programs": ["iisreset"],
///     "pipelines": [{ "endpoint": "windows", "commands": [{ "name", "text", "parameters" }] }] }
/// Standard output: for each pipeline the list of its faults, { "command", "id", "message" }.
static class Bind
{
    public static int Run()
    {
        var work = JsonNode.Parse(Console.In.ReadToEnd())!.AsObject();
        var programs = work["programs"]!.AsArray().Select(one => (string)one!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var endpoints = work["endpoints"]!.AsObject().ToDictionary(one => one.Key, one => new Endpoint((string)one.Value!, programs));
        Console.WriteLine(new JsonArray([.. work["pipelines"]!.AsArray().Select(one => Faults(endpoints, one!.AsObject()))]).ToJsonString());
        return 0;
    }

    static JsonNode Faults(Dictionary<string, Endpoint> endpoints, JsonObject pipeline)
    {
        var endpoint = endpoints[(string)pipeline["endpoint"]!];
        var faults = pipeline["commands"]!.AsArray().SelectMany((command, at) => endpoint.Bind(command!.AsObject(), at > 0));
        return new JsonArray([.. faults.Select(one => (JsonNode)new JsonObject { ["command"] = one.Command, ["id"] = one.Id, ["message"] = one.Message })]);
    }
}

record Fault(string Command, string Id, string Message);

/// One runspace, in which nothing is defined but the stubs.
class Endpoint
{
    /// In the place of a command before this one: it puts nothing out, so nothing is bound from the pipeline.
    const string Before = "__Before";
    /// PowerShell 7 gives them to every function; Windows PowerShell 4.0 does not know them.
    static readonly string[] TooNew = ["InformationAction", "infa", "InformationVariable", "iv", "ProgressAction", "proga"];

    public readonly Runspace Runspace;
    readonly HashSet<string> programs;

    public Endpoint(string stubs, HashSet<string> programs)
    {
        this.programs = programs;
        var state = InitialSessionState.Create();
        state.LanguageMode = PSLanguageMode.FullLanguage;
        Runspace = RunspaceFactory.CreateRunspace(state);
        Runspace.Open();
        Define($"{stubs}\nfunction {Before} {{}}");
    }

    public IEnumerable<Fault> Bind(JsonObject command, bool isFed)
    {
        var parameters = command["parameters"]!.AsObject().ToDictionary(one => one.Key, one => Values.Of(one.Value), StringComparer.OrdinalIgnoreCase);
        return command["text"] is { } text
            ? new Script(this, (string)text!).Bind(parameters)
            : Bind((string)command["name"]!, parameters, isFed);
    }

    public IEnumerable<Fault> Bind(string name, IReadOnlyDictionary<string, object?> parameters, bool isFed)
    {
        if (IsProgram(name)) return [];
        if (parameters.Keys.FirstOrDefault(one => TooNew.Contains(one, StringComparer.OrdinalIgnoreCase)) is { } tooNew)
            return [new(name, "TooNew", $"Windows PowerShell 4.0 has no -{tooNew}.")];
        using var shell = PowerShell.Create(Runspace);
        if (isFed) shell.AddCommand(Before);
        shell.AddCommand(name);
        foreach (var (parameter, value) in parameters) shell.AddParameter(parameter, value);
        try
        {
            shell.Invoke();
        }
        catch (RuntimeException error)
        {
            return [new(name, error.ErrorRecord.FullyQualifiedErrorId, error.Message)];
        }
        return shell.Streams.Error.Select(error => new Fault(name, error.FullyQualifiedErrorId, error.ToString())).ToArray();
    }

    public bool IsProgram(string name) => programs.Contains(name);

    public bool Knows(string name)
    {
        Runspace.DefaultRunspace = Runspace;
        return Runspace.SessionStateProxy.InvokeCommand.GetCommand(name, CommandTypes.Function) != null;
    }

    public void Define(string functions)
    {
        using var shell = PowerShell.Create(Runspace);
        shell.AddScript(functions).Invoke();
        if (shell.HadErrors) throw new InvalidOperationException(shell.Streams.Error.First().ToString());
    }
}

using System.Collections;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using System.Text.Json.Nodes;

/// Parameters as the record of a run has them (lib/protocols/psrp/show/command-json.ts).
static class Values
{
    public static object? Of(JsonNode? node) => node switch
    {
        JsonArray items => items.Select(Of).ToArray(),
        JsonObject { Count: 1 } one when one["secret"] != null => Secret(),
        JsonObject { Count: 1 } one when one["bytes"] is { } length => new byte[(int)length],
        JsonObject { Count: 2 } one when one["UserName"] is { } user && one["Password"] is JsonObject => new PSCredential((string)user!, Secret()),
        JsonObject entries => new Hashtable(entries.ToDictionary(entry => (object)entry.Key, entry => Of(entry.Value))),
        JsonValue value when value.TryGetValue(out int number) => number,
        JsonValue value when value.TryGetValue(out long number) => number,
        JsonValue value when value.TryGetValue(out double number) => number,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value => (string?)value,
        _ => null,
    };

    static SecureString Secret()
    {
        var secret = new SecureString();
        secret.AppendChar('x');
        secret.MakeReadOnly();
        return secret;
    }
}

/// The value of a variable: it becomes whatever a parameter asks for.
[System.ComponentModel.TypeConverter(typeof(AnyType))]
public class Unknown;

public class AnyType : PSTypeConverter
{
    public override bool CanConvertFrom(object source, Type type) => false;
    public override object ConvertFrom(object source, Type type, IFormatProvider format, bool ignoreCase) => throw new NotSupportedException();
    public override bool CanConvertTo(object source, Type type) => true;
    public override object ConvertTo(object source, Type type, IFormatProvider format, bool ignoreCase)
    {
        if (type == typeof(string)) return "x";
        if (type == typeof(ScriptBlock)) return ScriptBlock.Create("");
        if (type.IsArray)
        {
            var items = Array.CreateInstance(type.GetElementType()!, 1);
            items.SetValue(ConvertTo(source, type.GetElementType()!, format, ignoreCase), 0);
            return items;
        }
        if (type == typeof(object) || type.IsInterface) return new Hashtable();
        return type.IsValueType ? Activator.CreateInstance(type)! : RuntimeHelpers.GetUninitializedObject(type);
    }
}

package io.hie.helm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.annotations.SerializedName;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Schemas of Kubernetes' objects, strict: what an object must have, which types its fields have,
 * and no field that Kubernetes does not know. They are made from the classes of its own Java
 * client, which are generated from its OpenAPI document.
 */
final class KubernetesSchemas {
  private static final String MODELS = "io.kubernetes.client.openapi.models.";

  /** As Kubernetes itself has it. */
  private static final String QUANTITY = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", "V1ConfigMap"),
          Map.entry("v1/Secret", "V1Secret"),
          Map.entry("v1/Service", "V1Service"),
          Map.entry("v1/ServiceAccount", "V1ServiceAccount"),
          Map.entry("apps/v1/StatefulSet", "V1StatefulSet"),
          Map.entry("batch/v1/Job", "V1Job"),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", "V2HorizontalPodAutoscaler"),
          Map.entry("networking.k8s.io/v1/Ingress", "V1Ingress"),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", "V1NetworkPolicy"),
          Map.entry("policy/v1/PodDisruptionBudget", "V1PodDisruptionBudget"),
          Map.entry("rbac.authorization.k8s.io/v1/Role", "V1Role"),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", "V1RoleBinding"));

  private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

  private KubernetesSchemas() {}

  /** Whether an object is of Kubernetes itself, and not of what can be added to it. */
  static boolean has(Manifest manifest) {
    return CLASSES.containsKey(type(manifest));
  }

  /** What Kubernetes would refuse of an object, each with its place. */
  static List<String> problems(Manifest manifest) {
    JsonSchema schema = KNOWN.computeIfAbsent(CLASSES.get(type(manifest)), KubernetesSchemas::of);
    return schema.validate(manifest.tree()).stream().map(ValidationMessage::getMessage).toList();
  }

  private static String type(Manifest manifest) {
    return manifest.at("/apiVersion").asText() + "/" + manifest.kind();
  }

  private static JsonSchema of(String model) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$ref", "#/$defs/" + model);
    define(load(model), root.putObject("$defs"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
  }

  private static Class<?> load(String model) {
    try {
      return Class.forName(MODELS + model);
    } catch (ClassNotFoundException unknown) {
      throw new IllegalArgumentException(unknown);
    }
  }

  private static void define(Class<?> model, ObjectNode definitions) {
    if (definitions.has(model.getSimpleName())) {
      return;
    }
    ObjectNode schema = definitions.putObject(model.getSimpleName());
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    for (Field field : model.getDeclaredFields()) {
      SerializedName name = field.getAnnotation(SerializedName.class);
      if (name != null) {
        properties.set(name.value(), schema(field.getGenericType(), definitions));
      }
    }
    ArrayNode required = schema.putArray("required");
    required(model).forEach(each -> required.add(String.valueOf(each)));
  }

  private static Collection<?> required(Class<?> model) {
    try {
      return (Collection<?>) model.getField("openapiRequiredFields").get(null);
    } catch (ReflectiveOperationException otherwiseMade) {
      throw new IllegalStateException(otherwiseMade);
    }
  }

  private static ObjectNode schema(Type type, ObjectNode definitions) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (type instanceof ParameterizedType of) {
      Type[] arguments = of.getActualTypeArguments();
      if (of.getRawType() == List.class) {
        schema.put("type", "array").set("items", schema(arguments[0], definitions));
      } else if (of.getRawType() == Map.class) {
        schema.put("type", "object").set("additionalProperties", schema(arguments[1], definitions));
      } else {
        throw new IllegalStateException("no schema for " + type);
      }
      return schema;
    }
    Class<?> simple = (Class<?>) type;
    switch (simple.getSimpleName()) {
      case "String", "OffsetDateTime", "byte[]" -> schema.put("type", "string");
      case "Integer", "Long" -> schema.put("type", "integer");
      case "Double" -> schema.put("type", "number");
      case "Boolean" -> schema.put("type", "boolean");
      case "IntOrString" -> schema.putArray("type").add("integer").add("string");
      case "Quantity" ->
          schema.put("pattern", QUANTITY).putArray("type").add("string").add("number");
      case "Object" -> {}
      default -> {
        if (!simple.getName().startsWith(MODELS)) {
          throw new IllegalStateException("no schema for " + type);
        }
        define(simple, definitions);
        schema.put("$ref", "#/$defs/" + simple.getSimpleName());
      }
    }
    return schema;
  }
}

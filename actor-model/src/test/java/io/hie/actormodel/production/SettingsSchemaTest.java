package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SettingsSchemaTest {
  @Test
  void shouldDescribeASettingsRecord() throws Exception {
    JsonNode schema = SettingsSchema.of(FakeTypes.MllpIn.class);

    assertThat(schema)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"$schema": "https://json-schema.org/draft/2020-12/schema",
                     "title": "Mllp in", "type": "object",
                     "properties": {
                      "Port": {"title": "Port", "description": "Where it listens.",
                               "type": "integer", "minimum": 0, "maximum": 65535},
                      "Interface": {"title": "Interface", "description": "On which address.",
                                    "type": "string", "default": "0.0.0.0"},
                      "Charset": {"title": "Charset", "description": "Without MSH-18.",
                                  "type": "string", "format": "charset",
                                  "pattern": "^[A-Za-z0-9][-A-Za-z0-9+.:_]*$",
                                  "default": "UTF-8"},
                      "MaxMessageBytes": {
                        "title": "Max message bytes",
                        "description": "The largest message taken.", "type": "integer",
                        "minimum": 1, "maximum": 2147483647, "default": 10485760, "x-unit": "bytes"},
                      "IdleTimeout": {
                        "title": "Idle timeout", "description": "Closes silent links.",
                        "anyOf": [{"type": "number", "minimum": 1, "maximum": 3162240000},
                                  {"type": "string", "pattern": "DURATION"}],
                        "x-unit": "s", "default": 3600}},
                     "required": ["Port"],
                     "additionalProperties": false}
                    """
                        .replace("DURATION", duration())));
  }

  private static String duration() {
    return SettingsSchema.of(HostSettings.class)
        .at("/properties/RestartDelay/anyOf/1/pattern")
        .textValue();
  }

  @Test
  void shouldDescribeNestedSettingsListsMapsAndSecrets() {
    JsonNode properties = SettingsSchema.of(FakeTypes.HttpOut.class).get("properties");

    assertThat(properties.at("/Password/writeOnly").booleanValue()).isTrue();
    assertThat(properties.at("/Password/format").textValue()).isEqualTo("password");
    assertThat(properties.at("/Headers/additionalProperties/type").textValue()).isEqualTo("string");
    assertThat(properties.at("/Login/properties/Token/type").textValue()).isEqualTo("string");
    assertThat(properties.at("/Pages/items/properties/Size/default").intValue()).isEqualTo(1);
    assertThat(properties.at("/Pages/items/required/0").textValue()).isEqualTo("Path");
    assertThat(properties.at("/URL/title").textValue()).isEqualTo("URL");
  }

  @Test
  void shouldListTheValuesOfAnEnum() {
    JsonNode queue = SettingsSchema.of(HostSettings.class).at("/properties/QueueType");

    assertThat(queue.get("enum").toString())
        .isEqualTo("[\"fifo\",\"priority\",\"lifo\",\"unordered\"]");
    assertThat(queue.get("default").textValue()).isEqualTo("fifo");
  }
}

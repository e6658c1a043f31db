package io.hie.protocols.hl7.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.hie.actormodel.production.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code host_settings} that only a validation has. */
public record ValidationSettings(
    @Setting(
            value = "Checks",
            doc =
                "What is checked: structure (which segments, in which order), required (fields),"
                    + " types, lengths, repetitions, tables, nhs_number.",
            byDefault =
                "[\"structure\", \"required\", \"types\", \"lengths\", \"repetitions\", \"tables\","
                    + " \"nhs_number\"]")
        List<String> checks,
    @Setting(value = "Version", doc = "HL7 version to check against; without it, what MSH-12 says.")
        @Nullable String version,
    @Setting(
            value = "Required",
            doc =
                "Paths that must have a value beyond what the standard asks, such as \"PID-3.1\".",
            byDefault = "[]")
        List<String> required,
    @Setting(
            value = "Tables",
            doc =
                "Values that are allowed: by path, {\"PV1-2\": [\"I\", \"O\"]}, or in place of an HL7"
                    + " table, by its number, {\"0001\": [\"M\", \"F\"]}.")
        @Nullable JsonNode tables,
    @Setting(
            value = "Ignore",
            doc =
                "Segments and fields that are not checked against the standard: \"OBX\", \"PID-2\".",
            byDefault = "[]")
        List<String> ignore,
    @Setting(
            value = "NhsNumberRequired",
            doc = "Whether a message with a PID must have an NHS number.",
            byDefault = "false")
        boolean nhsNumberRequired,
    @Setting(
            value = "OnInvalid",
            doc =
                "What is done with a message that is not valid: park it with all its problems, send"
                    + " it to InvalidTarget, or pass it on with a note.",
            byDefault = "park")
        OnInvalid onInvalid,
    @Setting(
            value = "InvalidTarget",
            doc = "One of TargetConfigNames, which then gets the messages that are not valid only.")
        @Nullable String invalidTarget) {

  /** What is done with a message that is not valid. */
  public enum OnInvalid {
    PARK,
    ROUTE,
    PASS
  }
}

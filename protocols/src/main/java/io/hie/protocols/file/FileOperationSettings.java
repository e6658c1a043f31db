package io.hie.protocols.file;

import io.hie.actormodel.production.Setting;
import java.nio.file.Path;

/** {@code adapter_settings} of a {@code file.operation}. */
public record FileOperationSettings(
    @Setting(value = "Directory", doc = "Where files are written; no file is written outside it.")
        Path directory,
    @Setting(
            value = "FileName",
            doc = "Name of each file, with tokens in braces; / makes directories.",
            byDefault = "{date}/{key-hash}-{message-id}.hl7")
        String fileName,
    @Setting(
            value = "CreateDirectories",
            doc = "Whether missing directories are made: Directory at the start, others when used.",
            byDefault = "true")
        boolean createDirectories,
    @Setting(
            value = "Sync",
            doc = "Whether a file is on the disk, not only in its cache, before it is delivered.",
            byDefault = "false")
        boolean sync,
    @Setting(
            value = "TimeZone",
            doc = "Whose dates and times file names show, such as Europe/London.",
            byDefault = "UTC")
        String timeZone) {}

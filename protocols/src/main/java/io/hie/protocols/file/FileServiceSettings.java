package io.hie.protocols.file;

import io.hie.actormodel.production.Setting;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code adapter_settings} of a {@code file.service}. */
public record FileServiceSettings(
    @Setting(value = "Directory", doc = "Where files are taken from; it must be writable.")
        Path directory,
    @Setting(
            value = "Pattern",
            doc = "Which names are taken, such as *.{hl7,txt}; hidden files never are.",
            byDefault = "*.hl7")
        String pattern,
    @Setting(
            value = "ArchiveDirectory",
            doc = "Where a file goes when all its messages are stored.")
        Path archiveDirectory,
    @Setting(
            value = "ErrorDirectory",
            doc = "Where what cannot be read goes, each with a note that says why.")
        Path errorDirectory,
    @Setting(
            value = "PollInterval",
            doc = "How often the directory is looked at.",
            byDefault = "1",
            min = 0.01,
            max = 86_400)
        Duration pollInterval,
    @Setting(
            value = "StableFor",
            doc = "How long a file must stay as it is before it is taken.",
            byDefault = "1",
            min = 0,
            max = 86_400)
        Duration stableFor,
    @Setting(
            value = "Recursive",
            doc = "Whether directories within Directory are looked at too.",
            byDefault = "false")
        boolean recursive,
    @Setting(value = "Order", doc = "Which of several files is taken first.", byDefault = "name")
        Order order,
    @Setting(
            value = "MaxMessageBytes",
            doc = "A larger message goes to ErrorDirectory.",
            byDefault = "16777216",
            unit = "bytes",
            min = 1024,
            max = 1_073_741_824)
        int maxMessageBytes,
    @Setting(
            value = "MaxFileBytes",
            doc =
                "A larger file goes to ErrorDirectory; a file is held in memory while it is read.",
            byDefault = "67108864",
            unit = "bytes",
            min = 1024,
            max = 1_073_741_824)
        int maxFileBytes,
    @Setting(
            value = "MaxPipelined",
            doc = "Messages of one file that are handed over before the first of them is stored.",
            byDefault = "64",
            min = 1,
            max = 10_000)
        int maxPipelined,
    @Setting(
            value = "Charset",
            doc =
                "The character set of messages whose MSH-18 names none; if absent, UTF-8 where the"
                    + " bytes are that, else ISO 8859-1.")
        @Nullable Charset charset,
    @Setting(
            value = "ContentType",
            doc = "What the files hold. Only HL7 v2 is split into messages.",
            byDefault = "application/hl7-v2+er7")
        String contentType,
    @Setting(
            value = "BatchFaults",
            doc =
                "What is done with a batch whose trailers or counts do not fit its messages, as"
                    + " after a broken transfer.",
            byDefault = "refuse")
        BatchFaults batchFaults) {

  /** Which of several files is taken first. */
  public enum Order {
    NAME,
    /** The oldest time of last change first, then by name. */
    MODIFIED
  }

  /** What is done with a batch that does not fit together. */
  public enum BatchFaults {
    /** The whole file goes to ErrorDirectory; none of its messages is taken. */
    REFUSE,
    /** Its messages are taken, and the faults are logged. */
    TOLERATE
  }
}

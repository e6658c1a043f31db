package io.hie.protocols.file;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.ConnectionTest.Finding;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code file.service}: takes each file of a directory once. */
public final class FileServiceType implements ItemType {
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+");

  @Override
  public String name() {
    return "file.service";
  }

  @Override
  public ItemKind kind() {
    return ItemKind.SERVICE;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return FileServiceSettings.class;
  }

  @Override
  public String exclusiveEndpoint(ItemDefinition definition) {
    FileServiceSettings settings = (FileServiceSettings) definition.adapter();
    return "directory " + whole(settings.directory());
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    FileServiceSettings settings = (FileServiceSettings) definition.adapter();
    String place = definition.path() + ".adapter_settings.";
    if (settings.pattern().isBlank() || settings.pattern().indexOf('/') >= 0) {
      problems.error(
          place + "Pattern",
          "is matched against names without their directories, so it is not empty and has no /",
          "for example *.hl7; Recursive looks into directories");
    } else {
      validateGlob(settings.pattern(), place + "Pattern", problems);
    }
    if (!MEDIA_TYPE.matcher(settings.contentType()).matches()) {
      problems.error(
          place + "ContentType",
          "is not a media type",
          "for example application/hl7-v2+er7 or application/json, without parameters");
    }
    validateApart(settings, "ArchiveDirectory", settings.archiveDirectory(), place, problems);
    validateApart(settings, "ErrorDirectory", settings.errorDirectory(), place, problems);
  }

  private static void validateGlob(String pattern, String path, Problems problems) {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException bad) {
      problems.error(
          path,
          "is no pattern: " + bad.getDescription() + " at position " + bad.getIndex(),
          "for example *.hl7 or *.{hl7,txt}");
    }
  }

  private static void validateApart(
      FileServiceSettings settings, String key, Path other, String place, Problems problems) {
    String clash = clash(whole(settings.directory()), whole(other), settings.recursive());
    if (!clash.isEmpty()) {
      problems.error(place + key, clash, "choose a directory beside Directory");
    }
  }

  /** Why files put into {@code other} would be taken again; empty if they would not. */
  static String clash(Path directory, Path other, boolean recursive) {
    if (other.equals(directory)) {
      return "is Directory itself, so what goes there would be taken again";
    }
    if (other.startsWith(directory.resolve(WorkingPlace.NAME))) {
      return "lies in the place where files are worked on";
    }
    return recursive && other.startsWith(directory)
        ? "lies within Directory, which is Recursive, so what goes there would be taken again"
        : "";
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  @Override
  public boolean answersSenders() {
    return false;
  }

  @Override
  public ConnectionTest testConnection(ItemDefinition definition, Duration atMost) {
    FileServiceSettings settings = (FileServiceSettings) definition.adapter();
    Directories.open("Directory", settings.directory(), false);
    Directories.open("ArchiveDirectory", settings.archiveDirectory(), false);
    Directories.open("ErrorDirectory", settings.errorDirectory(), false);
    return new ConnectionTest(
        Finding.WELL, settings.directory().toString(), "its three directories can be used");
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    return new FileService((FileServiceSettings) definition.adapter(), context);
  }
}

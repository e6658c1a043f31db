package io.hie.actormodel.production;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which settings differ between two settings records; never their values, which may be secret. */
public final class SettingsDiff {
  private SettingsDiff() {}

  /** The keys that differ, in the order of the record; all keys if the records are of two types. */
  public static List<String> keys(Record before, Record after) {
    boolean sameType = before.getClass() == after.getClass();
    List<String> keys = new ArrayList<>();
    for (RecordComponent component : after.getClass().getRecordComponents()) {
      if (!sameType || !Objects.equals(value(component, before), value(component, after))) {
        Setting setting = component.getAnnotation(Setting.class);
        keys.add(setting == null ? component.getName() : setting.value());
      }
    }
    return keys;
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("a record without its accessor", impossible);
    }
  }
}

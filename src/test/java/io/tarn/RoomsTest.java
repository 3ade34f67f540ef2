// SPDX-License-Identifier: Apache-2.0
package io.tarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms table of ARCHITECTURE.md, held against the compiled classes. */
class RoomsTest {

  private static final String HOUSE = "io.tarn.";
  private static final Set<String> DOORS = Set.of("resp", "http", "client");
  private static final Map<String, String> LIBRARIES =
      Map.of("pekko", "org.apache.pekko.", "netty", "io.netty.", "foreign", "java.lang.foreign.");
  private static final Pattern WORD = Pattern.compile("[a-z]+");

  private record Room(String name, Set<String> mayUse, Set<String> libraries) {}

  private static Map<String, Room> rooms;
  private static JavaClasses classes;

  @BeforeAll
  static void read() throws IOException {
    rooms = table(Files.readString(Path.of("ARCHITECTURE.md")));
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tarn");
    assertTrue(classes.size() > 20, "the compiled classes were not found: " + classes.size());
  }

  @Test
  void table_everyPackageHasARow() {
    Set<String> missing = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!rooms.containsKey(roomOf(type))) {
        missing.add(type.getPackageName());
      }
    }
    assertEquals(Set.of(), missing, "packages without a row in the rooms table of ARCHITECTURE.md");
  }

  @Test
  void table_arrowsFormNoCircle() {
    for (String room : rooms.keySet()) {
      assertFalse(
          reaches(room, room, new HashSet<>()), "the table lets room " + room + " use itself");
    }
  }

  @Test
  void table_doorsDoNotUseEachOther() {
    for (String door : DOORS) {
      Room room = rooms.get(door);
      if (room != null) {
        for (String other : DOORS) {
          assertFalse(room.mayUse().contains(other), "door " + door + " uses door " + other);
        }
      }
    }
  }

  @Test
  void classes_useOnlyTheRoomsOfTheirRow() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : classes) {
      Room room = rooms.get(roomOf(type));
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (room != null && target.getPackageName().startsWith(HOUSE)) {
          String used = roomOf(target);
          if (!used.equals(room.name()) && !room.mayUse().contains(used)) {
            wrong.add(room.name() + " may not use " + used + ": " + dependency.getDescription());
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void classes_useOnlyTheLibrariesOfTheirRow() {
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : classes) {
      Room room = rooms.get(roomOf(type));
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
          if (room != null
              && target.startsWith(library.getValue())
              && !room.libraries().contains(library.getKey())) {
            wrong.add(
                room.name()
                    + " may not use "
                    + library.getKey()
                    + ": "
                    + dependency.getDescription());
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean reaches(String from, String goal, Set<String> seen) {
    Room room = rooms.get(from);
    if (room == null || !seen.add(from)) {
      return false;
    }
    for (String used : room.mayUse()) {
      if (used.equals(goal) || reaches(used, goal, seen)) {
        return true;
      }
    }
    return false;
  }

  private static String roomOf(JavaClass type) {
    String inside = type.getPackageName().substring(HOUSE.length());
    int dot = inside.indexOf('.');
    return dot < 0 ? inside : inside.substring(0, dot);
  }

  private static Map<String, Room> table(String page) {
    int begin = page.indexOf("<!-- rooms: begin");
    int end = page.indexOf("<!-- rooms: end");
    assertTrue(begin >= 0 && end > begin, "ARCHITECTURE.md has no rooms table");
    Map<String, Room> rooms = new LinkedHashMap<>();
    for (String line : page.substring(begin, end).split("\n")) {
      if (line.startsWith("| `")) {
        String[] cells = line.split("\\|", -1);
        String name = words(cells[1]).iterator().next();
        assertEquals(6, cells.length, "columns of the row of room " + name);
        Room before = rooms.put(name, new Room(name, words(cells[2]), words(cells[3])));
        assertEquals(null, before, "two rows of room " + name);
      }
    }
    for (Room room : rooms.values()) {
      assertTrue(rooms.keySet().containsAll(room.mayUse()), "unknown room in the row of " + room);
      assertTrue(LIBRARIES.keySet().containsAll(room.libraries()), "unknown library: " + room);
    }
    return rooms;
  }

  private static Set<String> words(String cell) {
    Set<String> words = new TreeSet<>();
    Matcher matcher = WORD.matcher(cell);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }
}

// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Breaks the lock in many ways, one at a time, and looks whether the tests notice. */
class MutationTest {

    @TempDir
    private Path folder;

    @Test
    void everyMutationStillApplies() throws IOException {
        for (Mutation mutation : Mutations.ALL) {
            mutation.apply(Files.readString(Trial.source(mutation.file())));
        }
        assertTrue(Mutations.ALL.size() >= 10, "so few mutations prove nothing");
    }

    @Test
    void theCheckOfAMutationFailsWhenItsPlaceIsGone() {
        Mutation mutation = new Mutation("planted", "None", "there", "here");
        for (String source : List.of("nothing", "there and there")) {
            try {
                mutation.apply(source);
            } catch (AssertionError e) {
                assertTrue(e.getMessage().contains("planted"), e.getMessage());
                continue;
            }
            throw new AssertionError("applied to '" + source + "'");
        }
    }

    /** Takes minutes: {@code graph-lock/mutate} sets the property, to a pattern of names. */
    @Test
    @EnabledIfSystemProperty(named = "blockgraph.mutations", matches = ".+")
    void everyMutationIsCaught() throws Exception {
        Pattern wanted = Pattern.compile(System.getProperty("blockgraph.mutations"));
        if (wanted.matcher("nothing").find()) {
            String same = "final class ReaderGate";
            Mutation none = new Mutation("nothing", "ReaderGate", same, same, ".");
            assertEquals("", new Trial(none, folder.resolve("none")).run(), "the tests fail as it is");
            System.out.println("| nothing | nobody |");
        }
        List<String> missed = new ArrayList<>();
        int number = 0;
        for (Mutation mutation : Mutations.ALL) {
            number++;
            if (wanted.matcher(mutation.name()).find()) {
                String caught = new Trial(mutation, folder.resolve("m" + number)).run();
                System.out.println(
                        "| " + mutation.name() + " | " + (caught.isEmpty() ? "NOBODY" : caught) + " |");
                if (caught.isEmpty()) {
                    missed.add(mutation.name());
                }
            }
        }
        assertEquals(List.of(), missed, "not caught by any test");
    }
}

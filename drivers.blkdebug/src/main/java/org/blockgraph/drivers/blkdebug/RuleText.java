// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.drivers.blkdebug.Rule.InjectError;
import org.blockgraph.drivers.blkdebug.Rule.SetState;
import org.blockgraph.drivers.blkdebug.Rule.Suspend;
import org.blockgraph.drivers.blkdebug.Rule.Target;

/** One rule as it is written: in options, in a file, or in a command. */
final class RuleText {

    static final String INJECT_ERROR = "inject-error";
    static final String SET_STATE = "set-state";
    static final String SUSPEND = "suspend";

    /** What each kind of rule is described by. */
    static final Map<String, List<String>> KEYS = Map.of(
            INJECT_ERROR,
            List.of("event", "state", "nth", "iotype", "errno", "sector", "offset", "length", "short", "once",
                    "immediately"),
            SET_STATE, List.of("event", "state", "nth", "new_state"),
            SUSPEND, List.of("event", "state", "nth", "tag"));

    private static final int SECTOR_BYTES = 512;
    private static final int EIO = 5;
    private static final int MAX_ERRNO = 4095;
    private static final int MAX_TAG = 64;

    private final String where;
    private final String kind;
    private final Map<String, String> fields;

    /**
     * A rule's text.
     *
     * @param where the node and the place, for messages
     * @param kind one of the keys of {@link #KEYS}
     */
    RuleText(String where, String kind, Map<String, String> fields) {
        this.where = where;
        this.kind = kind;
        this.fields = fields;
    }

    Rule rule() throws BlockException {
        Set<String> unknown = new TreeSet<>(fields.keySet());
        unknown.removeAll(KEYS.get(kind));
        if (!unknown.isEmpty()) {
            throw invalid(String.join(", ", unknown) + " is nothing that " + kind + " knows; it knows "
                    + String.join(", ", KEYS.get(kind)));
        }
        long state = number("state", 0, 0, Long.MAX_VALUE);
        long nth = number("nth", 1, 1, Long.MAX_VALUE);
        return switch (kind) {
            case INJECT_ERROR -> new InjectError(
                    event(true),
                    state,
                    nth,
                    target(),
                    (int) number("errno", EIO, 1, MAX_ERRNO),
                    number("short", 0, 0, Long.MAX_VALUE),
                    flag("once"),
                    flag("immediately"));
            case SET_STATE -> new SetState(
                    event(false), state, nth, number(required("new_state"), 0, 1, Long.MAX_VALUE));
            default -> new Suspend(event(false), state, nth, tag(fields.get(required("tag"))));
        };
    }

    private String event(boolean mayBeNone) throws BlockException {
        String event = fields.getOrDefault("event", mayBeNone ? EventNames.NONE : "");
        if (EventNames.isKnown(event) || mayBeNone && event.equals(EventNames.NONE)) {
            return event;
        }
        throw invalid("event is '" + event + "', not one of " + EventNames.all());
    }

    private Target target() throws BlockException {
        long sector = number("sector", -1, -1, Long.MAX_VALUE / SECTOR_BYTES - 1);
        long offset = number("offset", Target.ANYWHERE, 0, Long.MAX_VALUE / 2);
        long length = number("length", SECTOR_BYTES, 1, Long.MAX_VALUE / 2);
        if (sector >= 0 && offset != Target.ANYWHERE) {
            throw invalid("give sector or offset, not both");
        }
        Set<IoType> types = EnumSet.complementOf(EnumSet.of(IoType.BLOCK_STATUS));
        String type = fields.get("iotype");
        if (type != null) {
            types = EnumSet.noneOf(IoType.class);
            for (IoType each : IoType.values()) {
                if (each.text().equals(type)) {
                    types.add(each);
                }
            }
            if (types.isEmpty()) {
                throw invalid("iotype is '" + type + "', not one of "
                        + String.join(", ", List.of(IoType.values()).stream().map(IoType::text).toList()));
            }
        }
        return sector < 0
                ? new Target(types, offset, length)
                : new Target(types, sector * SECTOR_BYTES, SECTOR_BYTES);
    }

    private String required(String key) throws BlockException {
        if (fields.get(key) == null) {
            throw invalid(key + " is missing");
        }
        return key;
    }

    private String tag(String tag) throws BlockException {
        if (tag.isBlank() || tag.length() > MAX_TAG) {
            throw invalid("a tag has 1 to " + MAX_TAG + " characters");
        }
        return tag;
    }

    private boolean flag(String key) throws BlockException {
        String text = fields.getOrDefault(key, "off");
        return switch (text) {
            case "on", "yes", "true" -> true;
            case "off", "no", "false" -> false;
            default -> throw invalid(key + " is neither on nor off: '" + text + "'");
        };
    }

    private long number(String key, long otherwise, long least, long most) throws BlockException {
        String text = fields.get(key);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.decode(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with what is out of range.
        }
        throw invalid(key + " is '" + text + "', no number from " + least + " to " + most);
    }

    private BlockException invalid(String what) {
        return new BlockException(BlockError.INVALID, where + ": " + kind + ": " + what);
    }
}

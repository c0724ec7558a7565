// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Permissions worked out from a picture, by rules of the model's own: what every user of every node uses and
 * shares, and whether they go together.
 */
final class Grants {

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int UNCHANGED = 4;
    private static final int RESIZE = 8;
    private static final int ALL = 15;
    private static final String[] NAMES = {"consistent-read", "write", "write-unchanged", "resize"};

    /**
     * A user of a node.
     *
     * @param child the edge; empty for a device
     */
    record Use(String node, String parent, String child, String roles, int uses, int shares) {

        /** As the graph tells it. */
        String text() {
            return node + " by " + parent + " " + child + " (" + roles + ") uses " + names(uses) + " shares "
                    + names(shares);
        }
    }

    private final Picture picture;
    private final Map<String, List<Use>> byNode = new HashMap<>();

    Grants(Picture picture) {
        this.picture = picture;
    }

    /** Every user of every node. */
    List<Use> all() {
        List<Use> all = new ArrayList<>();
        picture.items.keySet().forEach(node -> all.addAll(users(node)));
        return all;
    }

    /** Says what does not go together, or null. */
    String conflict() {
        for (String node : picture.items.keySet()) {
            List<Use> users = users(node);
            for (int i = 0; i < users.size(); i++) {
                if ((users.get(i).uses & WRITE) != 0 && picture.items.get(node).readOnly()) {
                    return node + " is read-only: " + users.get(i).text();
                }
                for (int j = 0; j < users.size(); j++) {
                    if (i != j && (users.get(i).uses & ~users.get(j).shares) != 0) {
                        return users.get(i).text() + " against " + users.get(j).text();
                    }
                }
            }
        }
        return null;
    }

    private List<Use> users(String node) {
        List<Use> known = byNode.get(node);
        if (known != null) {
            return known;
        }
        List<Use> users = new ArrayList<>();
        for (Picture.Item parent : picture.items.values()) {
            for (Map.Entry<String, String> edge : parent.children().entrySet()) {
                if (edge.getValue().equals(node)) {
                    users.add(ofEdge(node, parent, edge.getKey()));
                }
            }
        }
        for (Picture.Dev device : picture.devices.values()) {
            if (device.root().equals(node)) {
                int uses = device.readOnly() ? READ : READ | WRITE;
                int shares = device.shareWrites() ? ALL : READ | UNCHANGED;
                users.add(new Use(node, device.name(), "", "", uses, shares));
            }
        }
        byNode.put(node, users);
        return users;
    }

    private Use ofEdge(String node, Picture.Item parent, String child) {
        int uses = 0;
        int shares = ALL;
        for (Use above : users(parent.name())) {
            uses |= above.uses;
            shares &= above.shares;
        }
        String roles;
        if (parent.filter()) {
            roles = "filtered,primary";
        } else if (child.equals("backing")) {
            roles = "cow";
            uses &= READ;
            shares = (shares & WRITE) == 0 ? READ | UNCHANGED : ALL;
        } else {
            boolean raw = parent.format().equals("raw");
            roles = raw ? "data,primary" : "data,metadata,primary";
            if (!raw) {
                uses |= parent.readOnly() ? READ : READ | WRITE;
                shares &= READ | UNCHANGED;
            }
            if ((uses & (WRITE | UNCHANGED)) != 0) {
                uses |= WRITE | RESIZE;
            }
        }
        return new Use(node, parent.name(), child, roles, uses, shares);
    }

    private static String names(int bits) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits & 1 << i) != 0) {
                names.add(NAMES[i]);
            }
        }
        return String.join(",", names);
    }
}

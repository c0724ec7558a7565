// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Shows what commands return: tables, trees and sentences for people, JSON for programs. */
package org.blockgraph.shell.format;

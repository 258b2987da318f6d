//! Golden screens with styles.

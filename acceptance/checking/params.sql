-- What each package says of itself: the day its data stand for, when it was sent, and whose it is.
UPDATE params SET reference_date = coalesce(reference_date, (SELECT max(m.data_date) FROM manifest m WHERE m.pkg = params.pkg)),
    submitted_on = (SELECT CAST(max(m.submitted_at) AS DATE) FROM manifest m WHERE m.pkg = params.pkg);

-- 31 August of the school year in force on that day (RULEBOOK E060).
UPDATE params SET school_date = make_date(year(reference_date) - CASE WHEN reference_date < make_date(year(reference_date), 8, 31) THEN 1 ELSE 0 END, 8, 31)
WHERE reference_date IS NOT NULL;

-- Offline nobody says who sends it: its own manifest does, or failing that its households and persons.
UPDATE params SET package_county = coalesce(sender,
    (SELECT mode(county_code) FROM manifest m WHERE m.pkg = params.pkg),
    (SELECT mode(county_code) FROM household h WHERE h.pkg = params.pkg));
UPDATE params SET package_unit = coalesce((SELECT unit FROM area WHERE any_code = package_county), package_county),
    package_unit_name = (SELECT name FROM area WHERE any_code = package_county);

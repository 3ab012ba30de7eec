"""What associations of the sample say, and what they mean by it: 48 sub-needs, each said in several ways.

Problem: a benchmark of grouping needs sentences whose meaning is known, as varied as people are.
Method: a sub-need is its theme and its key, then a line for each way; in a way `{a|b}` is one of its words. The ways
of one sub-need share few words on purpose, and common words (budget, dossier, projet) stand in several sub-needs.
Cost: read once.
Source: written for this purpose; the themes are those of the house's list, nobody is quoted.
"""

from __future__ import annotations

LINES = """
COM press
    faire venir {un journaliste|le correspondant du journal|la presse locale}
    obtenir {un article|quelques lignes} dans {l'hebdo|la gazette|les pages locales}
    rédiger {un communiqué|un dossier} pour {les médias|la radio}
COM print
    sortir {des affiches|des tracts|des prospectus} qui {ressemblent à quelque chose|se lisent de loin}
    payer moins cher {l'imprimeur|le tirage|l'impression}
    {composer|mettre en page} {un dépliant|une plaquette|un flyer}
COM website
    refaire {notre site|nos pages sur internet} qui {date|ne s'ouvre plus}
    mettre à jour {la page d'accueil|le site} sans {informaticien|prestataire}
    apparaître quand on nous cherche sur {google|la toile}
COM social
    animer {une page facebook|un compte instagram} {régulièrement|sans y passer la nuit}
    toucher {les ados|les jeunes} sur {les réseaux|leurs téléphones}
    répondre aux {commentaires|messages} en ligne
COM strategy
    dire {qui nous sommes|ce que nous faisons} avec {des mots simples|clarté}
    être {connus|reconnus} {hors de notre rue|au-delà du quartier}
    bâtir {un plan|une stratégie} de communication
COM contacts
    ranger {nos carnets d'adresses|les listes d'adhérents} {éparpillés|dans trois cahiers}
    trier {le fichier|les courriels} des {partenaires|sympathisants}
    savoir {à qui écrire|qui prévenir} quand {on organise|il y a} quelque chose
COM identity
    changer {notre logo|nos couleurs} qui {vieillit|vieillissent}
    avoir {une charte graphique|une allure commune} sur {tous nos papiers|nos documents}
    choisir {un nom|un sigle} que l'on retienne
FIN accounting
    tenir {les comptes|la comptabilité} {au fil de l'eau|correctement}
    clore {le bilan|l'exercice} sans {l'expert|y passer l'été}
    saisir {les factures|les écritures} dans {un tableur|un logiciel}
FIN cash
    payer {les salaires|les fournisseurs} en attendant {le versement|l'acompte}
    passer {les mois creux|l'hiver} {sans découvert|malgré la banque}
    prévoir {les entrées|les rentrées} d'argent semaine après semaine
FIN grants
    remplir {le cerfa|la demande de subvention} {à temps|sans erreur}
    trouver {quel financeur|quelle fondation} {solliciter|frapper à sa porte}
    justifier {l'emploi des fonds|la dépense} auprès de {la caf|l'état}
FIN costs
    calculer {le prix de revient|ce que coûte} {une activité|un atelier}
    répartir {les charges|les frais de structure} entre {nos actions|les secteurs}
    suivre {le budget|les écarts} {poste par poste|chaque mois}
FIN reserves
    {reconstituer|renforcer} {nos fonds propres|nos réserves}
    emprunter pour {acheter du matériel|investir}
    négocier {un prêt|une garantie} avec {le banquier|la caisse}
RH volunteers
    attirer {de nouveaux bénévoles|des volontaires}
    {garder|fidéliser} {ceux qui donnent un coup de main|les bonnes volontés}
    répartir {les tâches|les permanences} entre {des retraités|des gens} déjà pris
RH hiring
    {recruter|embaucher} {un animateur|une coordinatrice}
    rédiger {une fiche de poste|une offre d'emploi}
    choisir entre {plusieurs candidats|les candidatures}
RH contracts
    {consolider|pérenniser} {les emplois aidés|les postes}
    transformer {un contrat aidé|un cdd} en {cdi|poste durable}
    savoir que faire quand {l'aide au poste|le contrat} {s'arrête|finit}
RH payroll
    établir {les fiches de paie|les bulletins de salaire}
    appliquer {la convention collective|le code du travail}
    {déclarer|verser} {les cotisations|les charges sociales} à {l'urssaf|la mutuelle}
RH skills
    {former|faire monter en compétence} {l'équipe|les encadrants}
    bâtir {un plan de formation|un parcours} pour {chaque salarié|les encadrants}
    obtenir {un diplôme|une validation des acquis}
RH wellbeing
    {apaiser|calmer} {les tensions|les conflits} dans {l'équipe|le bureau}
    éviter {l'épuisement|les arrêts maladie}
    {souffler|tenir} quand {la direction|la responsable} porte tout
ORG board
    renouveler {le conseil d'administration|le bureau}
    trouver {un président|une trésorière} qui {accepte|prenne la suite}
    faire vivre {l'assemblée générale|les instances}
ORG roles
    dire {qui décide|qui fait quoi} entre {élus|bénévoles} et {salariés|permanents}
    écrire {un organigramme|les délégations}
    partager {les responsabilités|le pouvoir} sans {se marcher dessus|bloquer}
ORG planning
    {finir|tenir} {nos réunions|l'ordre du jour} à l'heure
    {planifier|caler} {la semaine|les plannings} de {douze personnes|l'équipe}
    sortir {la tête du guidon|de l'urgence}
ORG premises
    trouver {un local|des bureaux} {plus grand|accessible}
    aménager {les locaux|la salle} pour {accueillir|recevoir} du public
    {payer|renégocier} {le loyer|le bail}
ORG procedures
    écrire {nos procédures|un guide} pour {l'accueil|les nouveaux}
    {classer|archiver} {les papiers|les dossiers} {du siège|de trente ans}
    retrouver {un document|une convention} sans {fouiller|appeler l'ancienne secrétaire}
PRJ project
    réécrire {le projet associatif|nos valeurs}
    savoir {où l'on va|pourquoi l'on existe} dans {cinq ans|dix ans}
    remettre {tout le monde|les adhérents} autour {du sens|de nos raisons d'être}
PRJ evaluation
    {mesurer|prouver} {notre utilité sociale|les effets} de {nos actions|ce travail}
    trouver {des indicateurs|une méthode} d'évaluation
    {rendre compte|faire un rapport} de {l'impact|ce qui change} pour {les familles|les gens}
PRJ newactivity
    lancer {une ressourcerie|un café associatif}
    étudier {la faisabilité|le marché} d'{une nouvelle activité|un service}
    ouvrir {une crèche|une antenne} {dans le canton|au bourg}
PRJ succession
    préparer {le départ|la retraite} {du fondateur|de la directrice}
    transmettre {la mémoire|les savoirs} des {anciens|pionniers}
    passer {le relais|le flambeau}
ECO pricing
    fixer {nos tarifs|les cotisations} {selon le quotient|sans perdre les familles}
    augmenter {le prix|la participation} {des ateliers|des repas}
    faire payer {juste|au bon prix} {nos prestations|le service}
ECO diversify
    {diversifier|varier} {nos ressources|les recettes}
    dépendre moins {de la mairie|d'un seul financeur}
    gagner {de l'autofinancement|des recettes propres}
ECO market
    répondre à {un marché public|un appel d'offres}
    vendre {nos prestations|nos chantiers} aux {bailleurs|collectivités}
    démarcher {des clients|les entreprises} pour {l'entretien|nos services}
ECO patronage
    trouver {un mécène|des parrains}
    lancer {une cagnotte|un financement participatif}
    recevoir {des dons|des legs} et {les reçus fiscaux|l'agrément}
PAR townhall
    parler avec {la mairie|les élus}
    signer {une convention d'objectifs|un contrat} avec {la commune|l'agglomération}
    être {associés|entendus} quand {la ville|le maire} décide
PAR schools
    entrer dans {les écoles|les collèges}
    monter {un atelier|une intervention} avec {les enseignants|l'inspection}
    rencontrer {les parents d'élèves|le principal}
PAR firms
    nouer {des liens|une alliance} avec {les entreprises|la zone artisanale}
    placer {nos stagiaires|les gens en parcours} chez {des employeurs|un artisan}
    rejoindre {un club d'entreprises|la chambre de commerce}
PAR inhabitants
    faire participer {les habitants|les voisins}
    aller vers {ceux qui ne viennent pas|les isolés}
    monter {un conseil citoyen|une fête de quartier} {avec eux|pied à pied}
MUT equipment
    {prêter|partager} {les barnums|la sono|les tables}
    {louer|emprunter} {un minibus|une remorque} à plusieurs
    acheter {du matériel|des chaises} en {commun|groupement}
MUT staff
    partager {un poste|un comptable} entre {deux associations|voisins}
    créer {un groupement d'employeurs|un emploi à temps partagé}
    {prêter|mettre à disposition} {un éducateur|un agent}
MUT events
    {caler|monter} {un festival|un forum} avec {les autres associations|nos voisines}
    éviter {deux lotos|deux fêtes} le même {soir|dimanche}
    tenir {un calendrier|un agenda} commun
MUT merger
    {fusionner|nous rapprocher} {avec une voisine|de deux structures}
    étudier {un regroupement|une union}
    {préparer|voter} {le traité|l'apport} de fusion
NUM tools
    choisir {un logiciel|une application} pour {les adhésions|les inscriptions}
    {sauvegarder|partager} {nos fichiers|les données} {en ligne|dans le nuage}
    {remplacer|changer} {les vieux ordinateurs|le serveur}
NUM training
    {apprendre|se former} à {l'informatique|l'ordinateur}
    aider {les seniors|les bénévoles} avec {la souris|les démarches en ligne}
    vaincre {la peur|l'appréhension} de {l'écran|la tablette}
NUM privacy
    respecter {le rgpd|la vie privée}
    protéger {les données personnelles|les mots de passe}
    tenir {un registre|les consentements} des {traitements|données}
NUM payment
    {encaisser|payer} {par carte|en ligne}
    proposer {une billetterie|l'adhésion} {sur internet|dématérialisée}
    arrêter {les chèques|la caisse en espèces}
ECOL waste
    {trier|réduire} {nos déchets|les poubelles}
    composter {les restes|les épluchures} de {la cantine|la cuisine}
    remplacer {la vaisselle jetable|les gobelets}
ECOL energy
    {isoler|chauffer} {la salle|le bâtiment}
    baisser {la facture d'électricité|la consommation de gaz}
    poser {des panneaux solaires|une chaudière à bois}
ECOL mobility
    venir {à vélo|en covoiturage}
    organiser {le transport|le ramassage} des {enfants|personnes âgées}
    {partager|électrifier} {les trajets|les navettes}
JUR statutes
    {réviser|modifier} {nos statuts|le règlement intérieur}
    {déclarer|publier} {le changement|la modification} à {la préfecture|la sous-préfecture}
    savoir qui {vote|est membre} selon {l'article|les textes}
JUR tax
    savoir si nous devons {la tva|l'impôt sur les sociétés}
    demander {un rescrit|l'exonération} {au fisc|aux impôts}
    séparer {l'activité lucrative|la buvette} du reste
"""

OPENERS = """
Nous n'arrivons pas à | On n'arrive plus à | Il faudrait | Il nous faudrait de l'aide pour | Comment | On voudrait |
Nous cherchons à | Personne chez nous ne sait | Aucun de nous n'a appris à | Le plus dur, c'est de | On peine à |
Nous aimerions | On a besoin d'un coup de main pour | Depuis des mois nous essayons de | Ce qui nous manque, c'est de
"""

ASIDES = """
Nous sommes trois bénévoles et deux salariés. | L'association a vingt ans. | Le projet avance quand même. |
Les journées sont trop courtes. | C'est revenu à chaque réunion. | Le dossier traîne depuis l'automne. |
On en parle au bureau sans trouver. | Une formation ne suffirait pas. | Nous n'avons pas de budget pour cela. |
La responsable fait de son mieux. | Les familles nous le demandent. | On ne sait pas à qui s'adresser. |
Avant, quelqu'un s'en occupait. | La commune nous écoute, mais le temps passe. | Nos voisins ont le même souci. |
C'est urgent. | On y pense le soir. | Le plan existe, sur le papier. | Il y a eu un essai l'an dernier, sans suite.
"""
